import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOX, TORUS } from '../../../lattice/topology.ts'
import { createNodeThreads } from '../../../node/kernel-threads.ts'
import { parseRule } from '../../../rules/parse-rule.ts'
import { createProgramBuilder } from '../../../rules/program/program-builder.ts'
import { assertSame } from '../../../testing/case.ts'
import { describeKernelConformance } from '../../../testing/kernel-conformance.ts'
import {
  anyLargeProgramWorld,
  anyProgramWorld,
  ruleOf,
  runProgramWorld,
} from '../../../testing/programs.ts'
import { tries } from '../../../testing/tries.ts'
import { KernelUnsupportedError, PlaneError } from '../../errors.ts'
import type { CreateKernel, KernelSetup } from '../../kernel.ts'
import { createReferenceKernel } from '../../reference/reference-kernel.ts'
import { createIntLaneKernel } from './int-lane-kernel.ts'

describeKernelConformance('int lane', createIntLaneKernel, tries(60))

test('any program does in any world what the reference kernel does', () =>
  fc.assert(
    fc.asyncProperty(anyProgramWorld, async (world) => {
      const expected = await runProgramWorld(createReferenceKernel, world)
      assertSame(await runProgramWorld(createIntLaneKernel, world), expected)
    }),
    { numRuns: tries(120) },
  ))

test('ticks of several calls are those of one', () =>
  fc.assert(
    fc.asyncProperty(anyProgramWorld, async (world) => {
      const inOneCall = { ...world, ticks: 3 * world.ticks }
      const expected = await runProgramWorld(createIntLaneKernel, inOneCall)
      assertSame(await runProgramWorld(createIntLaneKernel, world, 3), expected)
    }),
    { numRuns: tries(60) },
  ))

test.each([2, 3])('%i threads do what one does', (count) => {
  const threads = createNodeThreads(count)
  const createWithThreads: CreateKernel = (setup) => createIntLaneKernel({ ...setup, threads })
  return fc.assert(
    fc.asyncProperty(anyLargeProgramWorld, async (world) => {
      const expected = await runProgramWorld(createIntLaneKernel, world)
      assertSame(await runProgramWorld(createWithThreads, world), expected)
    }),
    { numRuns: tries(12) },
  )
})

test('threads keep in step over many calls, one right after the other', async () => {
  const { rule } = parseRule('M15,14,13,3,11,5,6,1,7,9,10,2,12,4,8,0')
  const size = { x: 128, y: 128, z: 1 }
  const cells = new Uint8Array(128 * 128).map((_, i) => ((i * i) % 7) & 1)
  const run = async (setup: Partial<KernelSetup>, ticks: number) => {
    const kernel = createIntLaneKernel({ size, topology: TORUS, rule, seed: 0n, ...setup })
    await kernel.write(cells, 0)
    for (let tick = 0; tick < 300; tick += ticks) await kernel.advance(ticks)
    const after = new Uint8Array(cells.length)
    await kernel.read(after)
    kernel.dispose()
    return after
  }
  const expected = await run({}, 300)
  expect(await run({ threads: createNodeThreads(2) }, 1)).toEqual(expected)
})

/** A world in which every kind of plane is there, and nothing happens. */
function buildQuietSetup() {
  const builder = createProgramBuilder({
    dimensions: 2,
    states: 9,
    components: ['around', 'alone'],
    channels: ['heat'],
    parameters: ['trust'],
    rules: 3,
  })
  const neighborhood = { kind: 'named', name: 'moore-2d' } as const
  const seen = builder.partition({ kind: 'neighborhood', neighborhood, withCenter: true }, 1)
  const next = [builder.own(), builder.site(seen, 4), builder.own(2)]
  const program = builder.finish(next)
  return { size: { x: 21, y: 3, z: 2 }, topology: BOX, rule: ruleOf(program), seed: 0n }
}

const planes = [
  { kind: 'component', name: 'around' },
  { kind: 'component', name: 'alone' },
  { kind: 'channel', name: 'heat' },
  { kind: 'parameter', name: 'trust' },
  { kind: 'rule', name: '' },
] as const

describe('a kernel with planes', () => {
  const cells = 21 * 3 * 2

  test.each(planes)(
    'starts with the $kind plane "$name" at 0 and gives back what is written',
    async (plane) => {
      const kernel = createIntLaneKernel(buildQuietSetup())
      const into = new Int32Array(cells).fill(7)
      await kernel.readPlane(plane, into)
      expect(into).toEqual(new Int32Array(cells))
      const values = new Int32Array(cells).map((_, i) => i % 3)
      await kernel.writePlane(plane, values)
      await kernel.advance(3)
      await kernel.readPlane(plane, into)
      expect(into).toEqual(values)
    },
  )

  test.each([
    { kind: 'component', name: 'state' },
    { kind: 'component', name: '' },
    { kind: 'channel', name: 'cold' },
    { kind: 'parameter', name: 'heat' },
    { kind: 'rule', name: 'heat' },
  ] as const)('has no $kind plane "$name"', (plane) => {
    const kernel = createIntLaneKernel(buildQuietSetup())
    expect(() => kernel.readPlane(plane, new Int32Array(cells))).toThrow(PlaneError)
    expect(() => kernel.writePlane(plane, new Int32Array(cells))).toThrow(PlaneError)
  })

  test('refuses planes of another length', () => {
    const kernel = createIntLaneKernel(buildQuietSetup())
    expect(() => kernel.readPlane(planes[0], new Int32Array(cells - 1))).toThrow(PlaneError)
    expect(() => kernel.writePlane(planes[0], new Int32Array(cells + 1))).toThrow(PlaneError)
  })

  test('takes and gives the state in parts that end anywhere', () => {
    const kernel = createIntLaneKernel(buildQuietSetup())
    const states = new Uint8Array(cells).map((_, i) => i % 9)
    for (const [from, to] of [
      [50, cells],
      [0, 13],
      [13, 50],
    ] as const) {
      kernel.write(states.subarray(from, to), 4, from)
    }
    kernel.advance(1)
    const into = new Uint8Array(40)
    kernel.read(into, 31)
    expect(into).toEqual(states.subarray(31, 71))
  })
})

test('a world that does not fit into a memory is refused by name', () => {
  const setup = { ...buildQuietSetup(), size: { x: 1024, y: 1024, z: 1000 } }
  expect(() => createIntLaneKernel(setup)).toThrow(KernelUnsupportedError)
  expect(() => createIntLaneKernel(setup)).toThrow(
    /1024 x 1024 x 1000 cells it would take \d+\.\d GiB/,
  )
})

test('blocks of several rows look back in worlds of long rows too', async () => {
  const builder = createProgramBuilder({ dimensions: 2, states: 64 })
  const sizeCells = { x: 3, y: 4, z: 1 }
  const block = builder.partition({ kind: 'block', sizeCells, corners: [[2, 3, 0]] })
  const sum = builder.sum(block, { kind: 'value' })
  const program = builder.finish(builder.binary('and', sum, builder.constant(63)))
  const size = { x: 5003, y: 3, z: 1 }
  const world = {
    setup: { size, topology: BOX, rule: ruleOf(program), seed: 0n },
    cells: new Uint8Array(size.x * size.y).map((_, i) => (i * i) % 61),
    planes: [],
    startTick: 0,
    ticks: 2,
  }
  const expected = await runProgramWorld(createReferenceKernel, world)
  assertSame(await runProgramWorld(createIntLaneKernel, world), expected)
})

test('a program of thousands of nodes is one function with few locals', async () => {
  const builder = createProgramBuilder({ dimensions: 1, states: 2, components: ['sum'] })
  let last = builder.own(1)
  for (let i = 0; i < 3000; i++) {
    const mixed = builder.binary('xor', last, builder.binary('shl', last, builder.constant(i % 31)))
    last = builder.binary('add', mixed, builder.constant(i))
  }
  const rule = ruleOf(builder.finish([builder.own(), last]))
  const world = {
    setup: { size: { x: 20, y: 1, z: 1 }, topology: BOX, rule, seed: 0n },
    cells: new Uint8Array(20),
    planes: [
      {
        plane: { kind: 'component', name: 'sum' } as const,
        values: Int32Array.from({ length: 20 }, (_, i) => i),
      },
    ],
    startTick: 0,
    ticks: 2,
  }
  const expected = await runProgramWorld(createReferenceKernel, world)
  assertSame(await runProgramWorld(createIntLaneKernel, world), expected)
})
