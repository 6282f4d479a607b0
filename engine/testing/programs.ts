/**
 * Random worlds for property tests of kernels that run any program: random dataflows over all
 * kinds of nodes, in every topology, with planes of random numbers.
 *
 * The other components are what makes a wrong intermediate visible: their next values are the
 * newest nodes of the program, compared in all their 32 bits.
 */
import fc from 'fast-check'
import type { CreateKernel, KernelSetup, PlaneName } from '../kernels/kernel.ts'
import type { NamedNeighborhood, NeighborhoodSpec } from '../lattice/neighborhood.ts'
import { countCells, type Dimensions, type Size } from '../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../lattice/topology.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import type { Gathering, RuleProgram } from '../rules/program/program.ts'
import { createProgramBuilder } from '../rules/program/program-builder.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import { validateProgram } from '../rules/program/validate-program.ts'
import type { Rule } from '../rules/rule.ts'
import { anyRecipes, buildFromRecipes } from './program-recipes.ts'

/** A setup with a random program, all its planes, and a number of ticks to run. */
export interface ProgramWorld {
  readonly setup: KernelSetup
  readonly cells: Uint8Array
  /** Every plane the program has beside the state. */
  readonly planes: readonly WrittenPlane[]
  /** Tick of the state to start from; often beyond 32 bits. */
  readonly startTick: number
  readonly ticks: number
}

interface WrittenPlane {
  readonly plane: PlaneName
  readonly values: Int32Array
}

/** A whole state, as somebody outside sees it. */
export interface ProgramState {
  readonly cells: Uint8Array
  readonly planes: readonly Int32Array[]
}

const NAMES: readonly NamedNeighborhood[] = [
  'elementary',
  'moore-2d',
  'von-neumann-2d',
  'hexagonal-2d',
  'moore-3d',
  'von-neumann-3d',
  'corners-3d',
  'hexahedral-3d',
  'hex12-3d',
  'tetrahedral-3d',
]

const NEIGHBORHOODS: readonly NeighborhoodSpec[] = [
  ...NAMES.map((name): NeighborhoodSpec => ({ kind: 'named', name })),
  { kind: 'segment', radiusCells: 2 },
  { kind: 'segment', radiusCells: 20 },
  { kind: 'square', radiusCells: 2 },
  { kind: 'square', radiusCells: 5 },
  { kind: 'diamond', radiusCells: 6 },
  { kind: 'circle', radiusCells: 3 },
  { kind: 'circle', radiusCells: 9 },
  {
    kind: 'offsets',
    dimensions: 1,
    offsets: [
      [-3, 0, 0],
      [1, 0, 0],
    ],
  },
  {
    kind: 'offsets',
    dimensions: 2,
    offsets: [
      [1, 0, 0],
      [0, 2, 0],
      [-2, -1, 0],
    ],
  },
  {
    kind: 'offsets',
    dimensions: 3,
    offsets: [
      [0, 0, 3],
      [0, 0, -1],
      [2, -2, 1],
      [-1, 0, 0],
    ],
  },
  { kind: 'offsets', dimensions: 3, offsets: listBox(2) },
]

const BLOCKS: readonly Gathering[] = [
  {
    kind: 'block',
    sizeCells: { x: 2, y: 1, z: 1 },
    corners: [
      [0, 0, 0],
      [1, 0, 0],
    ],
  },
  {
    kind: 'block',
    sizeCells: { x: 3, y: 1, z: 1 },
    corners: [
      [0, 0, 0],
      [2, 0, 0],
      [1, 0, 0],
    ],
  },
  {
    kind: 'block',
    sizeCells: { x: 2, y: 2, z: 1 },
    corners: [
      [0, 0, 0],
      [1, 1, 0],
    ],
  },
  {
    kind: 'block',
    sizeCells: { x: 3, y: 2, z: 1 },
    corners: [
      [0, 1, 0],
      [2, 0, 0],
      [1, 1, 0],
    ],
  },
  { kind: 'block', sizeCells: { x: 5, y: 4, z: 1 }, corners: [[4, 3, 0]] },
  {
    kind: 'block',
    sizeCells: { x: 2, y: 2, z: 2 },
    corners: [
      [0, 0, 0],
      [1, 1, 1],
    ],
  },
  {
    kind: 'block',
    sizeCells: { x: 1, y: 2, z: 3 },
    corners: [
      [0, 1, 2],
      [0, 0, 0],
      [0, 1, 1],
    ],
  },
]

function listBox(radiusCells: number): readonly (readonly [number, number, number])[] {
  const list: [number, number, number][] = []
  const r = radiusCells
  for (let dz = -r; dz <= r; dz++) {
    for (let dy = -r; dy <= r; dy++) {
      for (let dx = -r; dx <= r; dx++) if (dx !== 0 || dy !== 0 || dz !== 0) list.push([dx, dy, dz])
    }
  }
  return list
}

/** The longest axis, by dimensions: several vectors of 16 cells and a rest in 1-D and 2-D. */
const MAX_AXIS_CELLS: Readonly<Record<Dimensions, number>> = { 1: 70, 2: 36, 3: 7 }

const anySize: fc.Arbitrary<Size> = fc.constantFrom<Dimensions[]>(1, 2, 3).chain((dimensions) => {
  const long = fc.integer({ min: 1, max: MAX_AXIS_CELLS[dimensions] })
  const short = fc.integer({ min: 1, max: 7 })
  const box = fc.record({
    x: fc.oneof(long, fc.constantFrom(6, 12, 16, 30)),
    y: dimensions > 1 ? fc.oneof(short, fc.constantFrom(4, 6)) : fc.constant(1),
    z: dimensions > 2 ? fc.oneof(short, fc.constantFrom(2, 6)) : fc.constant(1),
  })
  return dimensions === 2
    ? fc.oneof(
        box,
        short.map((side) => ({ x: side, y: side, z: 1 })),
      )
    : box
})

function listTopologies({ x, y }: Size): readonly Topology[] {
  return [
    BOX,
    TORUS,
    { kind: 'cross-surface' },
    { kind: 'sphere' },
    { kind: 'klein', along: 'x', shiftCells: 0 },
    { kind: 'klein', along: 'y', shiftCells: y % 2 === 0 ? 1 : 0 },
    { kind: 'shifted-torus', along: 'x', shiftCells: x - 1 },
    { kind: 'shifted-torus', along: 'y', shiftCells: 1 - y },
  ]
}

/** Everything that a program of so many dimensions can gather in a world. */
function listGatherings(size: Size, topology: Topology, dimensions: Dimensions): Gathering[] {
  const neighborhoods = NEIGHBORHOODS.flatMap((neighborhood): Gathering[] => [
    { kind: 'neighborhood', neighborhood, withCenter: false },
    { kind: 'neighborhood', neighborhood, withCenter: true },
  ])
  return [...neighborhoods, ...BLOCKS, ...BLOCKS].filter((gathering) => {
    const builder = createProgramBuilder({ dimensions, states: 2 })
    builder.partition(gathering)
    const program = builder.finish(builder.own())
    try {
      validateProgram(program)
      assertProgramTopology(size, topology, program)
      return true
    } catch {
      return false
    }
  })
}

const anyStates = fc.oneof(fc.constant(2), fc.constantFrom(3, 8, 16, 17, 200, 256))

/** Where a program runs and what it may gather there. */
const anyPlace = anySize.chain((size) => {
  const dimensions = size.z > 1 ? 3 : size.y > 1 ? 2 : 1
  const places = listTopologies(size)
    .map((topology) => ({ topology, gatherings: listGatherings(size, topology, dimensions) }))
    .filter(({ gatherings }) => gatherings.length > 0)
  return fc.constantFrom(...places).map((place) => ({ ...place, size, dimensions }) as const)
})

const anyScope = anyPlace.chain(({ size, topology, dimensions, gatherings }) =>
  fc.record({
    size: fc.constant(size),
    topology: fc.constant(topology),
    scope: fc.record({
      dimensions: fc.constant<Dimensions>(dimensions),
      // Few at a time, so that several nodes share one.
      gatherings: fc.array(fc.constantFrom(...gatherings), { minLength: 1, maxLength: 3 }),
      states: anyStates,
      components: fc.constantFrom(0, 1, 1, 2, 3),
      channels: fc.constantFrom(0, 0, 1, 2),
      parameters: fc.constantFrom(0, 0, 1, 2),
      rules: fc.constantFrom(1, 1, 5),
    }),
  }),
)

/** Any program in any world that it fits, run for up to four ticks. */
export const anyProgramWorld: fc.Arbitrary<ProgramWorld> = fc
  .record({
    place: anyScope,
    recipes: anyRecipes,
    seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    startTick: fc.oneof(fc.nat(9), fc.constantFrom(2 ** 31 - 1, 2 ** 32 - 1, 2 ** 32 + 5, 2 ** 50)),
    ticks: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ place: { size, topology, scope }, recipes, seed, startTick, ticks }) => {
    const program = validateProgram(buildFromRecipes(scope, recipes))
    return {
      setup: { size, topology, rule: ruleOf(program), seed },
      cells: Uint8Array.from(drawPlane(size, seed, (draw) => draw % scope.states)),
      planes: drawPlanes(program, size, seed),
      startTick,
      ticks,
    }
  })

/** A rule that is nothing but its program. */
export function ruleOf(program: RuleProgram): Rule {
  const { dimensions, states } = program
  return {
    canonical: `random program of ${program.nodes.length} nodes`,
    name: undefined,
    family: 'custom',
    dimensions,
    states,
    program,
  }
}

function drawPlanes(program: RuleProgram, size: Size, seed: bigint): WrittenPlane[] {
  const { components, channels, parameters, rules } = program
  const anyInt = (draw: number) => (draw & 1 ? draw | 0 : (draw >>> 16) - 2 ** 15)
  const anyField = (draw: number) => (draw % (2 * FIELD_LIMIT + 1)) - FIELD_LIMIT
  const named = (kind: PlaneName['kind'], names: readonly string[], draw: typeof anyInt) =>
    names.map((name, i) => {
      const planeSeed = seed + BigInt(i + 1) * 1000n + BigInt(kind.length)
      return { plane: { kind, name }, values: drawPlane(size, planeSeed, draw) }
    })
  return [
    ...named('component', components, anyInt),
    ...named('channel', channels, anyField),
    ...named('parameter', parameters, anyInt),
    ...named('rule', rules > 1 ? [''] : [], (draw) => draw % rules),
  ]
}

function drawPlane(size: Size, seed: bigint, value: (draw: number) => number): Int32Array {
  const random = createSplitMix64(seed)
  return Int32Array.from({ length: countCells(size) }, () => {
    random.next()
    return value(random.high)
  })
}

/** The state of a world after its ticks, made in as many calls as `calls` says. */
export async function runProgramWorld(
  createKernel: CreateKernel,
  { setup, cells, planes, startTick, ticks }: ProgramWorld,
  calls = 1,
): Promise<ProgramState> {
  const kernel = await createKernel(setup)
  await kernel.write(cells, startTick)
  for (const { plane, values } of planes) await kernel.writePlane(plane, values)
  for (let call = 0; call < calls; call++) await kernel.advance(ticks)
  const after = new Uint8Array(cells.length)
  await kernel.read(after)
  const planesAfter: Int32Array[] = []
  for (const { plane, values } of planes) {
    const into = new Int32Array(values.length)
    await kernel.readPlane(plane, into)
    planesAfter.push(into)
  }
  kernel.dispose()
  return { cells: after, planes: planesAfter }
}
