/**
 * Random worlds for property tests: any rule on any neighborhood, any size and topology that fit
 * each other, filled with any states.
 *
 * Rules are made of random tables and not of notations, so that every entry of a table matters and
 * a wrong count changes the outcome half of the time. Tables and cells are drawn from a seed, which
 * keeps what fast-check prints on a failure short enough to read.
 */
import fc from 'fast-check'
import type { KernelSetup } from '../kernels/kernel.ts'
import {
  countNeighbors,
  dimensionsOf,
  NAMED_NEIGHBORHOODS,
  type NeighborhoodSpec,
} from '../lattice/neighborhood.ts'
import { countCells, type Dimensions, flatIndexOf, type Size } from '../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../lattice/topology.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import {
  buildConfigurationProgram,
  buildCountingProgram,
  buildTotalisticProgram,
  rowsOfBirthAndSurvival,
} from '../rules/program/build-program.ts'
import type { RuleProgram } from '../rules/program/program.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import type { Rule } from '../rules/rule.ts'

/** A setup, a state to start from and a number of ticks to run. */
export interface World {
  readonly setup: KernelSetup
  readonly cells: Uint8Array
  readonly ticks: number
}

/** Larger tables are left out: they would cost more than they find. */
const MAX_CONFIGURATION_NEIGHBORS = 14

/** The longest axis of a random world, by the number of axes its rule looks along. */
const MAX_AXIS_CELLS: Readonly<Record<Dimensions, number>> = { 1: 40, 2: 13, 3: 7 }

const anyNamed = fc
  .constantFrom(...NAMED_NEIGHBORHOODS)
  .map((name): NeighborhoodSpec => ({ kind: 'named', name }))

const anyRound = fc
  .record({
    kind: fc.constantFrom(
      'segment' as const,
      'square' as const,
      'diamond' as const,
      'circle' as const,
    ),
    radiusCells: fc.integer({ min: 1, max: 9 }),
  })
  .map((spec): NeighborhoodSpec => spec)

const anyListed = fc.constantFrom<Dimensions[]>(1, 2, 3).chain((dimensions) => {
  const step = fc.integer({ min: -3, max: 3 })
  const none = fc.constant(0)
  return fc
    .uniqueArray(fc.tuple(step, dimensions > 1 ? step : none, dimensions > 2 ? step : none), {
      minLength: 1,
      maxLength: 20,
      selector: (offset) => offset.join(),
    })
    .map((list) => list.filter((offset) => offset.some((d) => d !== 0)))
    .filter((list) => list.length > 0)
    .map((offsets): NeighborhoodSpec => ({ kind: 'offsets', dimensions, offsets }))
})

const anyNeighborhood = fc.oneof(
  { arbitrary: anyNamed, weight: 3 },
  { arbitrary: anyRound, weight: 2 },
  { arbitrary: anyListed, weight: 1 },
)

const anySeed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

const anyStates = fc.oneof(
  fc.constant(2),
  fc.constantFrom(3, 4, 255, 256),
  fc.integer({ min: 2, max: 256 }),
)

/** Bytes below `limit`, all equally likely. */
function drawBytes(seed: bigint, length: number, limit: number): Uint8Array {
  const random = createSplitMix64(seed)
  return new Uint8Array(length).map(() => {
    random.next()
    return random.high % limit
  })
}

/** States of which a share of `density` in 256 are not 0, half of those alive. */
function drawCells(seed: bigint, length: number, states: number, density: number): Uint8Array {
  const random = createSplitMix64(seed)
  return new Uint8Array(length).map(() => {
    random.next()
    if (random.high >>> 24 >= density) return 0
    return random.low & 1 ? 1 : 1 + ((random.low >>> 8) % (states - 1))
  })
}

/** Every kind of table this neighborhood can have. */
function anyProgram(neighborhood: NeighborhoodSpec, states: number): fc.Arbitrary<RuleProgram> {
  const neighbors = countNeighbors(neighborhood)
  const drawRows = (seed: bigint, entries: number) => {
    const drawn = drawBytes(seed, 2 * entries, 2)
    return rowsOfBirthAndSurvival(drawn.slice(0, entries), drawn.slice(entries), states)
  }
  const counting = anySeed.map((seed) =>
    buildCountingProgram({ neighborhood, rows: drawRows(seed, neighbors + 1) }),
  )
  const totalistic = anySeed.map((seed) => {
    const next = drawBytes(seed, (states - 1) * (neighbors + 1) + 1, states)
    return buildTotalisticProgram(neighborhood, states, next)
  })
  // Every own state with a table of its own, as no notation but many a custom rule has it.
  const colorful = anySeed.map((seed) => {
    const drawn = drawBytes(seed, states * (neighbors + 1), states)
    const rows = Array.from({ length: states }, (_, own) =>
      drawn.slice(own * (neighbors + 1), (own + 1) * (neighbors + 1)),
    )
    return buildCountingProgram({ neighborhood, rows })
  })
  const counted = [{ arbitrary: counting, weight: 3 }, totalistic, colorful] as const
  if (neighbors > MAX_CONFIGURATION_NEIGHBORS) return fc.oneof(...counted)
  const configuration = anySeed.map((seed) =>
    buildConfigurationProgram({ neighborhood, rows: drawRows(seed, 2 ** neighbors) }),
  )
  return fc.oneof(...counted, { arbitrary: configuration, weight: 2 })
}

/** Any rule on any neighborhood. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .record({ neighborhood: anyNeighborhood, states: anyStates })
  .chain(({ neighborhood, states }) =>
    anyProgram(neighborhood, states).map((program) => ({
      canonical: `random rule on ${JSON.stringify(neighborhood)}, ${states} states`,
      name: undefined,
      family: 'life-like',
      dimensions: dimensionsOf(neighborhood),
      states,
      program,
    })),
  )

/**
 * Sizes for a rule of so many dimensions: odd, prime, one cell thick and smaller than the
 * neighborhood; now and then square, as spheres want it, or with axes the rule does not know.
 */
export function anySize(dimensions: Dimensions): fc.Arbitrary<Size> {
  const axis = fc.integer({ min: 1, max: MAX_AXIS_CELLS[dimensions] })
  const thin = fc.constant(1)
  const other = fc.oneof({ arbitrary: thin, weight: 5 }, { arbitrary: fc.constant(3), weight: 1 })
  const box = fc.record({
    x: axis,
    y: dimensions > 1 ? axis : other,
    z: dimensions > 2 ? axis : other,
  })
  if (dimensions !== 2) return box
  return fc.oneof(
    box,
    axis.map((side) => ({ x: side, y: side, z: 1 })),
  )
}

/** Every topology, some in several attitudes, that a world of this size could have. */
function listTopologies({ x, y }: Size): Topology[] {
  const shifts = (axisCells: number) => [1, -1, Math.floor(axisCells / 2), 1 - axisCells]
  return [
    BOX,
    TORUS,
    { kind: 'cross-surface' },
    { kind: 'sphere' },
    ...(['x', 'y'] as const).flatMap((along): Topology[] => [
      { kind: 'klein', along, shiftCells: 0 },
      { kind: 'klein', along, shiftCells: 1 },
      ...shifts(along === 'x' ? x : y).map(
        (shiftCells): Topology => ({ kind: 'shifted-torus', along, shiftCells }),
      ),
    ]),
  ]
}

function isFitting(size: Size, topology: Topology, program: RuleProgram): boolean {
  try {
    assertProgramTopology(size, topology, program)
    return true
  } catch {
    return false
  }
}

/** Any world of any of these rules and sizes in any topology that fits it. */
export const anyWorldOf = (
  rules: fc.Arbitrary<Rule>,
  sizeOf: (rule: Rule) => fc.Arbitrary<Size>,
): fc.Arbitrary<World> => rules.chain((rule) => sizeOf(rule).chain((size) => anyRunOf(rule, size)))

/** A rule in a world of this size, run for one to four ticks. */
function anyRunOf(rule: Rule, size: Size): fc.Arbitrary<World> {
  const fitting = listTopologies(size).filter((topology) => isFitting(size, topology, rule.program))
  return fc
    .record({
      topology: fc
        .constantFrom(...new Set(fitting.map(({ kind }) => kind)))
        .chain((kind) => fc.constantFrom(...fitting.filter((any) => any.kind === kind))),
      seed: anySeed,
      density: fc.constantFrom(40, 128, 256),
      ticks: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ topology, seed, density, ticks }) => ({
      setup: { size, topology, rule, seed },
      cells: drawCells(seed, countCells(size), rule.states, density),
      ticks,
    }))
}

/** Any world in any topology that fits it, run for one to four ticks. */
export const anyWorld: fc.Arbitrary<World> = anyWorldOf(anyRule, ({ dimensions }) =>
  anySize(dimensions),
)

/** The longest axes of a large world, by the number of axes its rule looks along. */
const LARGE_AXES: Readonly<Record<Dimensions, readonly [x: number, y: number, z: number]>> = {
  1: [9000, 1, 1],
  2: [400, 120, 1],
  3: [200, 24, 24],
}

/** The most cells of a large world: the reference kernel has to run it too. */
const MAX_LARGE_CELLS = 12_000

/** Sizes beyond the words, vectors, tiles and slabs that fast kernels work in. */
function anyLargeSize(dimensions: Dimensions): fc.Arbitrary<Size> {
  const [x, y, z] = LARGE_AXES[dimensions]
  return fc
    .record({
      x: fc.integer({ min: 1, max: x }),
      y: fc.integer({ min: 1, max: y }),
      z: fc.integer({ min: 1, max: z }),
    })
    .map((size) => {
      const rows = Math.max(1, Math.floor(MAX_LARGE_CELLS / (size.x * size.y)))
      const columns = Math.max(1, Math.floor(MAX_LARGE_CELLS / size.x))
      return { x: size.x, y: Math.min(size.y, columns), z: Math.min(size.z, rows) }
    })
}

/** The same for larger worlds. */
export const anyLargeWorld: fc.Arbitrary<World> = anyWorldOf(anyRule, ({ dimensions }) =>
  anyLargeSize(dimensions),
)

/** The cells of a torus moved by so many places along each axis. */
export function shiftCells(
  size: Size,
  cells: Uint8Array,
  by: { readonly x: number; readonly y: number; readonly z: number },
): Uint8Array {
  const shifted = new Uint8Array(cells.length)
  let site = 0
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      for (let x = 0; x < size.x; x++) {
        const target = flatIndexOf(
          size,
          (x + by.x) % size.x,
          (y + by.y) % size.y,
          (z + by.z) % size.z,
        )
        shifted[target] = cells[site++]!
      }
    }
  }
  return shifted
}
