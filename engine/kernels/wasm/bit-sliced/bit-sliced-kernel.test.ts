import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NamedNeighborhood, NeighborhoodSpec } from '../../../lattice/neighborhood.ts'
import { countNeighbors, dimensionsOf } from '../../../lattice/neighborhood.ts'
import { countCells, type Size } from '../../../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../../../lattice/topology.ts'
import { createSplitMix64 } from '../../../math/split-mix64.ts'
import { createNodeThreads } from '../../../node/kernel-threads.ts'
import { parseRule } from '../../../rules/parse-rule.ts'
import {
  buildConfigurationProgram,
  buildCountingProgram,
  rowsOfBirthAndSurvival,
} from '../../../rules/program/build-program.ts'
import { recognizeForm } from '../../../rules/program/recognize-form.ts'
import { assertSame } from '../../../testing/case.ts'
import { describeKernelConformance } from '../../../testing/kernel-conformance.ts'
import { runWorld } from '../../../testing/run-world.ts'
import { tries } from '../../../testing/tries.ts'
import type { World } from '../../../testing/worlds.ts'
import { createCpuKernel } from '../../cpu/cpu-kernel.ts'
import { KernelUnsupportedError } from '../../errors.ts'
import type { Kernel, KernelSetup } from '../../kernel.ts'
import { createReferenceKernel } from '../../reference/reference-kernel.ts'
import { assertSetup } from '../../setup-check.ts'
import { createBitSlicedKernel } from './bit-sliced-kernel.ts'

const LIMITS = { maxCost: 2000, maxCode: 50_000, minShare: 1 }

/** The kernel, for rules however large, and with a thread for any work at all. */
function create(setup: KernelSetup): Kernel {
  assertSetup(setup)
  return createBitSlicedKernel(setup, recognizeForm(setup.rule.program), LIMITS)
}

/** The kernel, and for rules that are not for it the reference kernel. */
function createOrRefer(setup: KernelSetup): Kernel {
  try {
    return create(setup)
  } catch (error) {
    if (!(error instanceof KernelUnsupportedError)) throw error
    return createReferenceKernel(setup)
  }
}

describeKernelConformance('bit-sliced', createOrRefer, tries(60))

const PLANAR: readonly NamedNeighborhood[] = ['moore-2d', 'von-neumann-2d', 'hexagonal-2d']
const SPATIAL: readonly NamedNeighborhood[] = [
  'moore-3d',
  'von-neumann-3d',
  'corners-3d',
  'edges-3d',
  'hexahedral-3d',
  'tetrahedral-3d',
]

const named = (name: NamedNeighborhood): NeighborhoodSpec => ({ kind: 'named', name })

const anyNeighborhood: fc.Arbitrary<NeighborhoodSpec> = fc.oneof(
  fc.constantFrom(...PLANAR, ...SPATIAL, 'elementary' as const).map(named),
  fc.record({
    kind: fc.constantFrom('segment' as const, 'square' as const, 'circle' as const),
    radiusCells: fc.integer({ min: 1, max: 4 }),
  }),
)

/** Rows that end anywhere in a vector, or fill several of them to the last bit. */
const anyWidth = fc.oneof(
  fc.integer({ min: 1, max: 400 }),
  fc.constantFrom(127, 128, 129, 256, 384, 640, 2048, 2200),
)

function drawBits(seed: bigint, length: number, states: number): Uint8Array {
  const random = createSplitMix64(seed)
  return new Uint8Array(length).map(() => {
    random.next()
    return random.high & 1 ? 1 + (random.low % (states - 1)) : 0
  })
}

function ruleOn(neighborhood: NeighborhoodSpec, states: number, seed: bigint, isMap: boolean) {
  const neighbors = countNeighbors(neighborhood)
  const isConfiguration = isMap && neighbors <= 8
  const entries = isConfiguration ? 2 ** neighbors : neighbors + 1
  const drawn = drawBits(seed, 2 * entries, 2)
  const rows = rowsOfBirthAndSurvival(drawn.slice(0, entries), drawn.slice(entries), states)
  const build = isConfiguration ? buildConfigurationProgram : buildCountingProgram
  return {
    canonical: `random rule on ${JSON.stringify(neighborhood)}`,
    name: undefined,
    family: 'life-like' as const,
    dimensions: dimensionsOf(neighborhood),
    states,
    program: build({ neighborhood, rows }),
  }
}

/** Worlds with long rows, of every shape of code there is. */
const anyWideWorld: fc.Arbitrary<World> = fc
  .record({
    neighborhood: anyNeighborhood,
    states: fc.constantFrom(2, 2, 2, 3, 4, 7, 16, 200),
    isMap: fc.boolean(),
    width: anyWidth,
    y: fc.integer({ min: 1, max: 12 }),
    z: fc.integer({ min: 1, max: 6 }),
    turn: fc.integer({ min: 0, max: 5 }),
    topology: fc.constantFrom(BOX, TORUS),
    seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    ticks: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ neighborhood, states, isMap, width, y, z, turn, topology, seed, ticks }) => {
    const size = turned({ x: width, y, z }, turn)
    const rule = ruleOn(neighborhood, states, seed, isMap)
    const cells = drawBits(seed + 1n, countCells(size), states)
    return { setup: { size, topology, rule, seed }, cells, ticks }
  })

/** The sides of a box in one of their six orders, most often as they are. */
function turned({ x, y, z }: Size, turn: number): Size {
  if (turn === 0) return { x: y, y: x, z }
  if (turn === 1) return { x: y, y: z, z: x }
  return { x, y, z }
}

describe('in worlds with long rows', () => {
  test('it agrees with the kernel of bytes', () =>
    fc.assert(
      fc.asyncProperty(anyWideWorld, async (world) => {
        const expected = await runWorld(createCpuKernel, world)
        assertSame(await runWorld(create, world), expected)
      }),
      { numRuns: tries(60) },
    ))

  test('parts are written and read wherever they begin and end', () =>
    fc.assert(
      fc.asyncProperty(anyWideWorld, fc.nat(), fc.nat(), async ({ setup, cells }, a, b) => {
        const kernel = create(setup)
        const [from, to] = [a % cells.length, b % cells.length].sort((p, q) => p - q)
        await kernel.write(cells, 0)
        await kernel.write(
          cells.subarray(from, to).map((state) => 1 - Math.min(1, state)),
          0,
          from,
        )
        const part = new Uint8Array(to! - from!)
        await kernel.read(part, from)
        expect(part).toEqual(cells.subarray(from, to).map((state) => 1 - Math.min(1, state)))
        await kernel.write(cells.subarray(from, to), 0, from)
        const whole = new Uint8Array(cells.length)
        await kernel.read(whole)
        kernel.dispose()
        assertSame(whole, cells)
      }),
      { numRuns: tries(60) },
    ))
})

const SURFACES: readonly Topology[] = [
  { kind: 'cross-surface' },
  { kind: 'sphere' },
  { kind: 'klein', along: 'x', shiftCells: 0 },
  { kind: 'klein', along: 'y', shiftCells: 0 },
  { kind: 'klein', along: 'x', shiftCells: 1 },
  { kind: 'shifted-torus', along: 'x', shiftCells: 5 },
  { kind: 'shifted-torus', along: 'y', shiftCells: -7 },
]

test.each(SURFACES)('it agrees with the kernel of bytes on a large $kind', async (topology) => {
  const size = { x: 260, y: 260, z: 1 }
  for (const name of PLANAR) {
    const rule = ruleOn(named(name), 2, 5n, true)
    const world = {
      setup: { size, topology, rule, seed: 0n },
      cells: drawBits(9n, 67_600, 2),
      ticks: 4,
    }
    assertSame(await runWorld(create, world), await runWorld(createCpuKernel, world))
  }
})

describe('in worlds of several tiles', () => {
  test.each([
    ['moore-3d', { x: 128, y: 259, z: 5 }, TORUS],
    ['moore-3d', { x: 600, y: 67, z: 4 }, BOX],
    ['moore-3d', { x: 1152, y: 35, z: 3 }, TORUS],
    ['von-neumann-3d', { x: 40, y: 129, z: 3 }, TORUS],
    ['tetrahedral-3d', { x: 300, y: 131, z: 2 }, TORUS],
    ['tetrahedral-3d', { x: 40, y: 5, z: 3 }, BOX],
    ['moore-3d', { x: 50, y: 128, z: 130 }, BOX],
    ['moore-2d', { x: 1280, y: 257, z: 1 }, TORUS],
    ['moore-2d', { x: 1300, y: 385, z: 1 }, BOX],
    ['moore-2d', { x: 150, y: 2100, z: 1 }, TORUS],
  ] as const)('of %s and %o it agrees with the kernel of bytes', async (name, size, topology) => {
    for (const states of [2, 4]) {
      const rule = ruleOn(named(name), states, 7n, false)
      const cells = drawBits(11n, countCells(size), states)
      const world = { setup: { size, topology, rule, seed: 0n }, cells, ticks: 3 }
      assertSame(await runWorld(create, world), await runWorld(createCpuKernel, world))
    }
  })
})

describe('with helping threads', () => {
  const worlds: readonly (readonly [string, Size, Topology])[] = [
    ['4555', { x: 128, y: 9, z: 11 }, TORUS],
    ['4555', { x: 70, y: 31, z: 1 }, BOX],
    ['B3/S23', { x: 300, y: 33, z: 1 }, TORUS],
    ['B3/S23', { x: 30, y: 1, z: 1 }, TORUS],
    ['B3/S23', { x: 64, y: 64, z: 1 }, { kind: 'sphere' }],
    ['345/2/4', { x: 256, y: 20, z: 1 }, TORUS],
    ['W110', { x: 5000, y: 1, z: 1 }, TORUS],
    ['W30', { x: 4096, y: 1, z: 1 }, BOX],
    ['W30', { x: 100, y: 40, z: 1 }, TORUS],
  ]
  test.each([1, 2, 3])('%i threads do what the kernel of bytes does', async (count) => {
    for (const [notation, size, topology] of worlds) {
      const { rule } = parseRule(notation)
      const setup = { size, topology, rule, seed: 0n, threads: createNodeThreads(count) }
      const world = { setup, cells: drawBits(3n, countCells(size), rule.states), ticks: 25 }
      const expected = await runWorld(createCpuKernel, world)
      assertSame(await runWorld(create, world), expected, notation)
    }
  })
})

describe('refuses by name', () => {
  const world = { size: { x: 10, y: 10, z: 1 }, topology: TORUS, seed: 0n }
  test('rules that are no table', () => {
    const rule = ruleOn(named('moore-2d'), 2, 1n, false)
    expect(() => createBitSlicedKernel({ ...world, rule }, { kind: 'general' })).toThrow(
      'counts and configurations only',
    )
  })
  test('neighborhoods whose configurations are too many', () => {
    const offsets = Array.from({ length: 12 }, (_, i) => [i + 1, 0, 0] as const)
    const neighborhood: NeighborhoodSpec = { kind: 'offsets', dimensions: 1, offsets }
    const entries = 2 ** 12
    const rows = [drawBits(1n, entries, 2), drawBits(2n, entries, 2)]
    const program = buildConfigurationProgram({ neighborhood, rows })
    const rule = { ...ruleOn(neighborhood, 2, 1n, false), program }
    expect(() => create({ ...world, rule })).toThrow('its logic of 12 neighbors is too large')
  })
  test('cells farther away than half a vector', () => {
    const neighborhood: NeighborhoodSpec = {
      kind: 'offsets',
      dimensions: 1,
      offsets: [[64, 0, 0]],
    }
    const rule = ruleOn(neighborhood, 2, 1n, false)
    expect(() => create({ ...world, rule })).toThrow('it looks farther than 63 cells')
  })
})
