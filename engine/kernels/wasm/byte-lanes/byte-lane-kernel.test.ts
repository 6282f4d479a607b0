import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells, type Dimensions, type Size } from '../../../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../../../lattice/topology.ts'
import { createSplitMix64 } from '../../../math/split-mix64.ts'
import { createNodeThreads } from '../../../node/kernel-threads.ts'
import { parseRule } from '../../../rules/parse-rule.ts'
import { assertProgramTopology } from '../../../rules/program/program-topology.ts'
import { recognizeForm } from '../../../rules/program/recognize-form.ts'
import { assertSame } from '../../../testing/case.ts'
import { describeKernelConformance } from '../../../testing/kernel-conformance.ts'
import { runWorld } from '../../../testing/run-world.ts'
import { tries } from '../../../testing/tries.ts'
import { anyRule, type World } from '../../../testing/worlds.ts'
import { createCpuKernel } from '../../cpu/cpu-kernel.ts'
import { KernelUnsupportedError } from '../../errors.ts'
import type { Kernel, KernelSetup } from '../../kernel.ts'
import { createReferenceKernel } from '../../reference/reference-kernel.ts'
import { assertSetup } from '../../setup-check.ts'
import { createByteLaneKernel } from './byte-lane-kernel.ts'

function createKernel(setup: KernelSetup): Kernel {
  assertSetup(setup)
  return createByteLaneKernel(setup, recognizeForm(setup.rule.program))
}

describeKernelConformance('byte-lane', createKernel, tries(100))

const SURFACES: readonly Topology[] = [
  { kind: 'klein', along: 'x', shiftCells: 0 },
  { kind: 'klein', along: 'y', shiftCells: 0 },
  { kind: 'shifted-torus', along: 'x', shiftCells: 5 },
  { kind: 'shifted-torus', along: 'y', shiftCells: -2 },
  { kind: 'cross-surface' },
]

/** Rows of several blocks, and a little more or less; other axes short, but longer than a strip. */
function anyLongSize(dimensions: Dimensions): fc.Arbitrary<Size> {
  const long = fc.oneof(fc.integer({ min: 1, max: 80 }), fc.constantFrom(15, 16, 17, 32, 48, 64))
  const short = fc.integer({ min: 1, max: dimensions === 3 ? 6 : 11 })
  return fc.record({
    x: long,
    y: dimensions > 1 ? short : fc.constant(1),
    z: dimensions > 2 ? short : fc.constant(1),
  })
}

const anyLongWorld: fc.Arbitrary<World> = anyRule.chain((rule) =>
  anyLongSize(rule.dimensions).chain((size) => {
    const surfaces = SURFACES.filter((topology) => {
      try {
        assertProgramTopology(size, topology, rule.program)
        return true
      } catch {
        return false
      }
    })
    return fc
      .record({
        topology: fc.constantFrom(BOX, TORUS, ...surfaces),
        seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        ticks: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ topology, seed, ticks }) => ({
        setup: { size, topology, rule, seed },
        cells: drawCells(seed, countCells(size), rule.states),
        ticks,
      }))
  }),
)

/** A third of the cells live, a third dead, the rest in any state. */
function drawCells(seed: bigint, count: number, states: number): Uint8Array {
  const random = createSplitMix64(seed)
  return new Uint8Array(count).map(() => {
    random.next()
    const kind = random.high % 3
    return kind < 2 ? kind : random.low % states
  })
}

test('agrees with the reference kernel on rows of many blocks', () =>
  fc.assert(
    fc.asyncProperty(anyLongWorld, async (world) => {
      const expected = await runWorld(createReferenceKernel, world)
      assertSame(await runWorld(createKernel, world), expected)
    }),
    { numRuns: tries(200) },
  ))

/** A setup by the notation of its rule. */
function setUp(notation: string, size: Size, topology: Topology = TORUS): KernelSetup {
  return { size, topology, rule: parseRule(notation).rule, seed: 0n }
}

test.each([
  ['R8,C0,M1,S100..150,B90..120,NM', { x: 100, y: 40, z: 1 }],
  ['R7,C5,M0,S40..80,B30..50,NC', { x: 100, y: 40, z: 1 }],
  ['345/2/4', { x: 130, y: 70, z: 1 }],
  ['23/3/256', { x: 130, y: 70, z: 1 }],
  ['B2n3/S23-q', { x: 130, y: 70, z: 1 }],
  ['B2-a/S12', { x: 130, y: 70, z: 1 }],
  ['4/4/5/M', { x: 33, y: 20, z: 18 }],
] as const)('%s goes as the CPU kernel has it for fifty ticks', async (notation, size) => {
  const setup = setUp(notation, size)
  const cells = drawCells(5n, countCells(size), setup.rule.states)
  const world = { setup, cells, ticks: 50 }
  assertSame(await runWorld(createKernel, world), await runWorld(createCpuKernel, world))
})

test.each([
  ['4/4/5/M', { x: 50, y: 41, z: 64 }, TORUS, 3],
  ['4/4/5/M', { x: 50, y: 41, z: 64 }, BOX, 2],
  ['345/2/4', { x: 301, y: 403, z: 1 }, { kind: 'klein', along: 'x', shiftCells: 0 }, 3],
  ['B2n3/S23-q', { x: 302, y: 402, z: 1 }, TORUS, 2],
] as const)('%s is the same with threads as without', async (notation, size, topology, count) => {
  const setup = setUp(notation, size, topology)
  const cells = drawCells(9n, countCells(size), setup.rule.states)
  const threaded = { ...setup, threads: createNodeThreads(count) }
  const expected = await runWorld(createKernel, { setup, cells, ticks: 31 })
  assertSame(await runWorld(createKernel, { setup: threaded, cells, ticks: 31 }), expected)
})

test.each([
  ['looks too far along a row', setUp('R40,C0,M1,S34..58,B34..45,NM', { x: 99, y: 99, z: 1 })],
  ['is too long and thin for its border', setUp('4/4/5/M', { x: 1, y: 1, z: 2 ** 24 })],
] as const)('a world that %s is refused by name', (_, setup) => {
  expect(() => createKernel(setup)).toThrow(KernelUnsupportedError)
})
