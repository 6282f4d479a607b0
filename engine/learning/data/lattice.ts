/** The lattice itself as a task: what a cell becomes, learned from one film of a rule and judged by another. */
import { createReferenceKernel } from '../../kernels/reference/reference-kernel.ts'
import {
  countNeighbors,
  type NamedNeighborhood,
  type NeighborhoodSpec,
} from '../../lattice/neighborhood.ts'
import { countCells } from '../../lattice/size.ts'
import { TORUS } from '../../lattice/topology.ts'
import { createPhilox } from '../../math/philox.ts'
import { MAX_SEED, parseSeed } from '../../math/seed.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { Draws } from '../../search/draws.ts'
import { TrainingSpecError } from '../errors.ts'
import { assertRoom, type Examples, joinExamples, type Part, partOf, STREAMS } from './examples.ts'
import { createFilmReader, type Film, type FilmReader, listCells } from './film.ts'
import { makeRuleTable } from './rule-table.ts'
import type { Task } from './task.ts'
import type { LatticeSettings } from './task-schema.ts'

/** Cells of all frames of a film. */
const MAX_FILM_CELLS = 2 ** 20
/** More inputs than this are not for heads of these sizes. */
const MAX_INPUTS = 1024

/**
 * Records a film of a soup on a torus with the reference kernel.
 *
 * @throws what `parseRule` and `assertSetup` throw for rules and worlds that cannot be.
 */
export function recordFilm(settings: Omit<LatticeSettings, 'name' | 'count'>, seed: bigint): Film {
  const { rule } = parseRule(settings.rule)
  const { size, ticks, density } = settings
  const kernel = createReferenceKernel({ size, topology: TORUS, rule, seed })
  const draws = new Draws(createPhilox(seed), 0, STREAMS.examples)
  const first = Uint8Array.from({ length: countCells(size) }, () =>
    draws.below(256) < density ? 1 + draws.below(rule.states - 1) : 0,
  )
  kernel.write(first, 0)
  const frames = [first]
  for (let tick = 0; tick < ticks; tick++) {
    kernel.advance(1)
    const frame = new Uint8Array(first.length)
    kernel.read(frame)
    frames.push(frame)
  }
  kernel.dispose()
  return { size, topology: TORUS, states: rule.states, frames }
}

/** @throws {TrainingSpecError} where a film would be too long or cells show too much; and as `recordFilm`. */
export function makeLattice(settings: LatticeSettings): Task {
  if (countCells(settings.size) * (settings.ticks + 1) > MAX_FILM_CELLS) {
    const problem = `its frames have more than ${MAX_FILM_CELLS} cells together`
    throw new TrainingSpecError({ field: 'task.ticks', problem })
  }
  const { rule } = parseRule(settings.rule)
  const width = (countNeighbors(neighborhoodOf(settings)) + 1) * (rule.states - 1)
  if (width > MAX_INPUTS) {
    const problem = `cells show ${width} numbers, and at most ${MAX_INPUTS} are taken`
    throw new TrainingSpecError({ field: 'task.neighborhood', problem })
  }
  assertRoom(width * (settings.count + countCells(settings.size) * settings.ticks))
  const seed = parseSeed(settings.seed)
  const reader = createFilmReader(recordFilm(settings, seed), neighborhoodOf(settings))
  const { train, validation } = drawCells(reader, settings, seed)
  const heldOut = recordFilm(settings, (seed + 1n) & MAX_SEED)
  return {
    shape: {
      inputs: { kind: 'vector', width },
      outputs: { kind: 'class', count: rule.states },
    },
    train,
    validation,
    test: readAll(createFilmReader(heldOut, neighborhoodOf(settings)), heldOut),
    long: [],
    table: makeRuleTable(rule, neighborhoodOf(settings)),
    floorError: 0,
  }
}

const neighborhoodOf = ({ neighborhood }: LatticeSettings): NeighborhoodSpec => ({
  kind: 'named',
  name: neighborhood as NamedNeighborhood,
})

/** Every cell of every frame. */
function readAll(reader: FilmReader, { size, frames }: Film): Examples {
  const cells = listCells(size)
  return joinParts(frames.slice(1).map((_, tick) => reader.read(tick, cells)))
}

/** Cells of a film that are drawn; those of one tick are read together. */
function drawCells(reader: FilmReader, { size, ticks, count }: LatticeSettings, seed: bigint) {
  const philox = createPhilox(seed)
  const cells = countCells(size)
  const chosen: Record<Part, number[][]> = { train: [], validation: [], test: [] }
  for (const part of Object.values(chosen)) for (let t = 0; t < ticks; t++) part.push([])
  for (let i = 0; i < count; i++) {
    const draws = new Draws(philox, i, STREAMS.labels)
    const tick = draws.below(ticks)
    chosen[partOf(philox, i)][tick]!.push(draws.below(cells))
  }
  // The test part is another film: what would have been it is learned from too.
  const train = chosen.train.map((list, tick) => [...list, ...chosen.test[tick]!])
  const read = (ofTick: number[][]) =>
    joinParts(ofTick.map((list, tick) => reader.read(tick, list)))
  return { train: read(train), validation: read(chosen.validation) }
}

function joinParts(parts: readonly Examples[]): Examples {
  const { width } = parts[0]!
  const rows = parts.flatMap(({ count, inputs, targets }) =>
    Array.from({ length: count }, (_, i): [Float64Array, number] => [
      inputs.subarray(i * width, (i + 1) * width),
      targets[i]!,
    ]),
  )
  return joinExamples(rows, width)
}
