/**
 * What is claimed of a cycle's states beside each other (moved, mirrored, turned), held to what comes of
 * trying every tick, every turn and every shift.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Vector } from '../../metrics/orientation.ts'
import { compileScenario } from '../../scenario/compile-scenario.ts'
import type { Run } from '../../scenario/run.ts'
import { Simulation } from '../simulation.ts'
import { certifyRun } from './certify-run.ts'

const compile = (document: object): Promise<Run> =>
  compileScenario(JSON.stringify({ version: 1, name: 'related', ...document }), () =>
    Promise.reject(new Error('it refers to no file')),
  )

const MAX_TICKS = 600

type Turn = (place: Vector) => Vector

/** What is made of turns by doing one after the other, each once. */
function closeGroup(makers: readonly Turn[]): Turn[] {
  const nameOf = (turn: Turn) =>
    (
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ] as const
    )
      .map((axis) => turn(axis).map((at) => at + 0))
      .join()
  const found = new Map<string, Turn>()
  const add = (turn: Turn) => {
    if (found.has(nameOf(turn))) return
    found.set(nameOf(turn), turn)
    for (const maker of makers) add((place) => maker(turn(place)))
  }
  add((place) => place)
  return [...found.values()]
}

const LINE = closeGroup([([x, y, z]) => [-x, y, z]])
const SQUARE = closeGroup([([x, y, z]) => [-y, x, z], ([x, y, z]) => [-x, y, z]])
/** Golly's hexagons are squares that also touch at two corners: a sixth of a turn takes x to x + y. */
const HEXAGON = closeGroup([([x, y, z]) => [x - y, x, z], ([x, y, z]) => [y, x, z]])
const CUBE = closeGroup([
  ([x, y, z]) => [-y, x, z],
  ([x, y, z]) => [y, z, x],
  ([x, y, z]) => [-x, y, z],
])

const FAMILIES = [
  { turns: LINE, rules: ['W30', 'W54', 'W90', 'W110', 'W150', 'W184'], dimensions: 1 },
  // Additive rules go on for long, and are often their own images.
  { turns: LINE, rules: ['W90', 'W150'], dimensions: 1 },
  {
    turns: SQUARE,
    rules: ['B3/S23', 'B2/S', 'B36/S125', '345/2/4', 'R2,C0,M1,S4..7,B5..8,NM', 'B1357/S1357'],
    dimensions: 2,
  },
  { turns: HEXAGON, rules: ['B2/S34H', 'B2/S35H', 'B24/S3H'], dimensions: 2 },
  { turns: CUBE, rules: ['4-5/5/2/M', '5-7/6/2/M', '1,3/1,3/2/N', '2/1,3/3/N'], dimensions: 3 },
] as const

/** All shifts of all states are tried: there may be few cells. */
const anyLength = (dimensions: number) => fc.integer({ min: 2, max: [12, 5, 3][dimensions - 1]! })

const anyCase = fc.constantFrom(...FAMILIES).chain(({ turns, rules, dimensions }) =>
  fc.record({
    rule: fc.constantFrom(...rules),
    turns: fc.constant(turns),
    size: fc.oneof(
      fc.tuple(...Array.from({ length: dimensions }, () => anyLength(dimensions))),
      // Only where axes are as long as each other can they change places.
      anyLength(dimensions).map((length) => Array<number>(dimensions).fill(length)),
    ),
    topology: fc.constantFrom('torus', 'box'),
    seed: fc.nat(10_000),
    density: fc.constantFrom(40, 96, 160),
  }),
)

/** The states of one period, as cells by place. */
async function statesOf(run: Run, from: number, count: number): Promise<Uint8Array[]> {
  const simulation = await Simulation.start(run, { backend: 'reference' })
  await simulation.advance(from)
  const states: Uint8Array[] = []
  for (let i = 0; i < count; i++) {
    states.push((await simulation.readState()).cells)
    await simulation.advance(1)
  }
  simulation.dispose()
  return states
}

const around = (value: number, length: number) => ((value % length) + length) % length

/** What two figures share that are the same but for a shift: on a torus the least text of all shifts. */
function signatureOf(cells: ReadonlyMap<string, number>, lengths: Vector, wraps: boolean): string {
  const list = [...cells].map(([key, state]) => [...key.split(',').map(Number), state] as const)
  const textAt = (shift: Vector) =>
    list
      .map(([x, y, z, state]) => {
        const moved = [x! + shift[0], y! + shift[1], z! + shift[2]]
        return `${moved.map((at, i) => (wraps ? around(at, lengths[i]!) : at)).join()}:${state}`
      })
      .sort()
      .join(' ')
  if (!wraps) {
    const low = [0, 1, 2].map((i) => Math.min(...list.map((cell) => cell[i]!)))
    return list.length === 0 ? '' : textAt([-low[0]!, -low[1]!, -low[2]!])
  }
  // The least of all shifts that bring a cell to the corner.
  const texts = list.map(([x, y, z]) => textAt([-x!, -y!, -z!]))
  return texts.toSorted()[0] ?? ''
}

/** The cells of a state that are not 0, turned; undefined where a turn makes no sense of going around. */
function turn(state: Uint8Array, by: Turn, lengths: Vector, wraps: boolean) {
  const [w, h] = lengths
  const turned = new Map<string, number>()
  const [alive, dead] = [new Set<string>(), new Set<string>()]
  state.forEach((value, i) => {
    const place = by([i % w, Math.floor(i / w) % h, Math.floor(i / (w * h))])
    const key = place.map((at, axis) => (wraps ? around(at, lengths[axis]!) : at + 0)).join()
    ;(value === 0 ? dead : alive).add(key)
    if (value !== 0) turned.set(key, value)
  })
  return alive.size + dead.size === state.length ? turned : undefined
}

/** A turn is one of a torus if all that is a whole way around apart stays so. */
const isOfTorus = (by: Turn, lengths: Vector) =>
  (
    [
      [lengths[0], 0, 0],
      [0, lengths[1], 0],
      [0, 0, lengths[2]],
    ] as const
  ).every((way) => by(way).every((at, axis) => around(at, lengths[axis]!) === 0))

test('moved, mirrored and turned states are found where trying everything finds them, and no later', async () => {
  let glides = 0
  await fc.assert(
    fc.asyncProperty(anyCase, async ({ rule, turns, size, topology, seed, density }) => {
      const world = { size, topology }
      const run = await compile({ rule, world, seed, initial: [{ soup: { density } }] })
      const simulation = await Simulation.start(run, { backend: 'cpu' })
      const outcome = await certifyRun(simulation, { maxTicks: MAX_TICKS })
      simulation.dispose()
      fc.pre(outcome.isKnown)
      const { transient, period, translation, glide, symmetries } = outcome.attractor
      fc.pre(period <= 40)
      const lengths: Vector = [size[0]!, size[1] ?? 1, size[2] ?? 1]
      const wraps = topology === 'torus'
      const states = await statesOf(run, transient, period)
      const still = (state: Uint8Array) => turn(state, (place) => place, lengths, wraps)!
      const signatures = states.map((state) => signatureOf(still(state), lengths, wraps))
      const images = turns
        .filter((by) => !wraps || isOfTorus(by, lengths))
        .map((by) => signatureOf(turn(states[0]!, by, lengths, wraps)!, lengths, wraps))
      const again = signatures.indexOf(signatures[0]!, 1)
      expect(translation?.period).toBe(wraps && again > 0 ? again : undefined)
      expect(symmetries).toHaveLength(images.filter((image) => image === signatures[0]).length)
      const turned = signatures.findIndex((each, ticks) => ticks > 0 && images.includes(each))
      const isMoved = wraps && again > 0 && again <= turned
      expect(glide?.period).toBe(turned < 1 || isMoved ? undefined : turned)
      if (glide !== undefined) glides++
    }),
    { numRuns: 120, seed: 2 },
  )
  expect(glides).toBeGreaterThan(5)
})

async function certifyCells(document: object) {
  const simulation = await Simulation.start(await compile(document))
  const outcome = await certifyRun(simulation, { maxTicks: 400 })
  simulation.dispose()
  if (!outcome.isKnown) throw new Error(outcome.message)
  return outcome.attractor
}

// A ship of B2/S3H, c/5, drawn in conwaylife.com's thread on 3D.lua; it looks otherwise in each of its directions.
test('a hexagonal ship flies in all directions alike, its own mirror image, on a grid that is drawn sheared', async () => {
  const rows = ['bobo', 'o', 'bo2bo', '3bobo', '2bo2bo', '2bo', '4bobo']
  const cells = rows.flatMap((row, y): Vector[] => {
    const line = row.replace(/\d/g, (count) => 'b'.repeat(Number(count) - 1))
    return [...line].flatMap((letter, x): Vector[] => (letter === 'o' ? [[x, y, 0]] : []))
  })
  const flightOf = (by: Turn) => {
    const initial = [
      {
        cells: cells.map((cell) =>
          by(cell)
            .slice(0, 2)
            .map((at) => at + 20),
        ),
      },
    ]
    return certifyCells({ rule: 'B2/S3H', world: { size: [0, 0] }, initial })
  }
  const first = await flightOf((place) => place)
  expect(first).toMatchObject({ transient: 0, recurrence: 'translated', period: 5 })
  const directions = new Set<string>()
  for (const by of HEXAGON) {
    const { translation, symmetries } = await flightOf(by)
    const displacement = by(first.translation!.displacement).map((at) => at + 0)
    expect(translation).toEqual({ period: 5, displacement })
    expect(symmetries).toHaveLength(2)
    directions.add(String(displacement))
  }
  expect(directions.size).toBe(6)
})

test('among walls a state may look like its mirror image after ticks that do not divide the period', async () => {
  const world = { size: [10], topology: 'box' }
  const initial = [{ soup: { density: 100 } }]
  const found = await certifyCells({ rule: 'W90', world, seed: 8, initial })
  expect(found).toMatchObject({ transient: 0, period: 62, glide: { period: 4, orientation: '-x' } })
})

test('packed spheres have forty-eight turns, on a grid of cubes that is sheared', async () => {
  const world = { size: [0, 0, 0] }
  const { symmetries } = await certifyCells({
    rule: '3/3/2/H',
    world,
    initial: [{ cells: [[0, 0, 0]] }],
  })
  expect(symmetries).toHaveLength(48)
})
