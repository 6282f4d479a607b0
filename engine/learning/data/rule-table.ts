/**
 * The table of a rule as examples: what a model that learned from films is held to, whatever films happen to show.
 *
 * Where what is seen has few states, these are all of them. Otherwise they are some for each state of the cell and each
 * count of live neighbors: for rules that count, every entry is there, and all entries count the same.
 */
import { createReferenceKernel } from '../../kernels/reference/reference-kernel.ts'
import { buildNeighborhood, type NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { countCells, type Size } from '../../lattice/size.ts'
import { TORUS } from '../../lattice/topology.ts'
import { createPhilox } from '../../math/philox.ts'
import type { Rule, RuleFamily } from '../../rules/rule.ts'
import { Draws } from '../../search/draws.ts'
import { type Examples, joinExamples, STREAMS } from './examples.ts'
import { createFilmReader } from './film.ts'

/** Up to so many states of what is seen, all are listed. */
const MAX_LISTED = 4096
/** Else so many are drawn for each entry. */
const DRAWN_EACH = 8
/** Of neighborhoods that reach further no table is made. */
const MAX_REACH = 4
/** Cells around what is seen, so that a torus shows none of it twice. */
const MARGIN = 6

/** What becomes of a cell is chance, or depends on more than its surroundings. */
const WITHOUT_TABLE: readonly RuleFamily[] = ['blocks', 'lenia', 'stochastic']

/** The table of what a cell and its neighbors become; undefined for rules that have none of a bearable size. */
export function makeRuleTable(rule: Rule, neighborhood: NeighborhoodSpec): Examples | undefined {
  const { offsets, dimensions, reach: reaches } = buildNeighborhood(neighborhood)
  const reach = Math.max(reaches.x, reaches.y, reaches.z)
  if (reach > MAX_REACH || dimensions !== rule.dimensions) return undefined
  if (WITHOUT_TABLE.includes(rule.family)) return undefined
  const seen = offsets.length / 3 + 1
  const all = countStates(rule.states, seen)
  const entries = all <= MAX_LISTED ? listStates(all, seen, rule.states) : drawStates(seen, rule)
  const length = 2 * reach + MARGIN
  const size: Size = {
    x: length,
    y: dimensions > 1 ? length : 1,
    z: dimensions > 2 ? length : 1,
  }
  const kernel = createReferenceKernel({ size, topology: TORUS, rule, seed: 0n })
  // An even place, where neighborhoods that alternate have their first offsets.
  const middle = { x: evenHalf(size.x), y: evenHalf(size.y), z: evenHalf(size.z) }
  const siteOf = (dx: number, dy: number, dz: number) =>
    middle.x + dx + size.x * (middle.y + dy + size.y * (middle.z + dz))
  const rows = entries.map((states) => {
    const before = new Uint8Array(countCells(size))
    before[siteOf(0, 0, 0)] = states[0]!
    for (let n = 0; n < seen - 1; n++) {
      before[siteOf(offsets[3 * n]!, offsets[3 * n + 1]!, offsets[3 * n + 2]!)] = states[n + 1]!
    }
    const after = new Uint8Array(before.length)
    kernel.write(before, 0)
    kernel.advance(1)
    kernel.read(after)
    const film = { size, topology: TORUS, states: rule.states, frames: [before, after] }
    return createFilmReader(film, neighborhood).read(0, [siteOf(0, 0, 0)])
  })
  kernel.dispose()
  return joinExamples(
    rows.map(({ inputs, targets }) => [inputs, targets[0]!]),
    rows[0]!.width,
  )
}

const evenHalf = (length: number) => 2 * Math.floor(length / 4)

/** All states of the cell and its neighbors, as digits. */
function listStates(all: number, seen: number, states: number): readonly Uint8Array[] {
  return Array.from({ length: all }, (_, number) => {
    const digits = new Uint8Array(seen)
    for (let i = 0, left = number; i < seen; i++) {
      digits[i] = left % states
      left = Math.floor(left / states)
    }
    return digits
  })
}

/** For each state of the cell and each count of live neighbors, which of them are live; the others are in any other state. */
function drawStates(seen: number, { states }: Rule): readonly Uint8Array[] {
  const philox = createPhilox(0n)
  const drawn: Uint8Array[] = []
  for (let own = 0; own < states; own++) {
    for (let live = 0; live < seen; live++) {
      for (let i = 0; i < DRAWN_EACH; i++) {
        const draws = new Draws(philox, drawn.length, STREAMS.table)
        drawn.push(drawEntry(own, live, seen, states, draws))
      }
    }
  }
  return drawn
}

function drawEntry(own: number, live: number, seen: number, states: number, draws: Draws) {
  const entry = new Uint8Array(seen)
  entry[0] = own
  for (let n = 1, left = live; n < seen; n++) {
    if (draws.below(seen - n) < left) {
      entry[n] = 1
      left--
    } else if (states > 2) {
      const other = draws.below(states - 1)
      entry[n] = other === 0 ? 0 : other + 1
    }
  }
  return entry
}

/** How many ways there are for so many cells to have one of so many states; exact as far as numbers are. */
function countStates(states: number, cells: number): number {
  let count = 1
  for (let cell = 0; cell < cells; cell++) count *= states
  return count
}
