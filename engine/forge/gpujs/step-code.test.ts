import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createReferenceKernel } from '../../kernels/reference/reference-kernel.ts'
import type { Gathering } from '../../rules/program/program.ts'
import { createProgramBuilder, type ProgramBuilder } from '../../rules/program/program-builder.ts'
import { runProgramWorld } from '../../testing/programs.ts'
import { anySmallProgramWorld } from '../../testing/small-programs.ts'
import { ExactRangeError, GpuJsLimitError } from './errors.ts'
import { EXACT_LIMIT, exactRangesOf, signedBitsOf } from './exact-ranges.ts'
import { writeStepCode } from './step-code.ts'

const SIZE = { x: 100, y: 50, z: 1 }

const MOORE: Gathering = {
  kind: 'neighborhood',
  neighborhood: { kind: 'named', name: 'moore-2d' },
  withCenter: false,
}

function newBuilder(): ProgramBuilder {
  return createProgramBuilder({
    dimensions: 2,
    states: 2,
    components: ['charge'],
    channels: ['heat', 'light'],
    parameters: ['trust'],
    rules: 3,
  })
}

/** The kernels of a program that has this node's value as its other component. */
function writeCodeOf(build: (builder: ProgramBuilder) => number, size = SIZE) {
  const builder = newBuilder()
  const value = build(builder)
  return writeStepCode(builder.finish([builder.own(), value]), size)
}

test.each<readonly [string, (builder: ProgramBuilder) => number]>([
  ['random 3', (b) => b.random(3)],
  ['tick', (b) => b.tick()],
  ['parameter trust', (b) => b.parameter(0)],
  ['own charge', (b) => b.own(1)],
  ['partition charge of moore-2d (8 sites)', (b) => b.site(b.partition(MOORE, 1), 0)],
  ['16777217', (b) => b.constant(EXACT_LIMIT + 1)],
  ['n0 * n1', (b) => b.binary('mul', b.field(0), b.field(1))],
  ['n0 << n1', (b) => b.binary('shl', b.field(0), b.constant(8))],
  ['n0 >> n1', (b) => b.binary('shr', b.field(0), b.field(1))],
  // The sum is small, whatever the states; but on the way to it is what cancels out.
  ['sum n0 weighted 10000000 -10000000 6*0', weighTwoAgainstEachOther],
])('"%s" is refused by name', (text, build) => {
  const fault = catchFault(() => writeCodeOf(build))
  expect(fault).toBeInstanceOf(ExactRangeError)
  expect(fault).toMatchObject({ details: { node: expect.stringMatching(/^n\d+ = /) } })
  expect(fault.message).toContain(` = ${text}"`)
  expect(fault.message).toMatch(/can be -?\d+ to \d+/)
})

function weighTwoAgainstEachOther(builder: ProgramBuilder): number {
  const weights = [1e7, -1e7, 0, 0, 0, 0, 0, 0]
  return builder.sum(builder.partition(MOORE), { kind: 'value' }, weights)
}

function catchFault(work: () => unknown): Error {
  try {
    work()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was refused')
}

test('what is written to a channel is refused where its sum may not be exact', () => {
  const builder = newBuilder()
  const large = builder.constant(EXACT_LIMIT - 1000)
  const program = builder.finish([builder.own(), large], [{ channel: 0, value: large }])
  expect(() => writeStepCode(program, SIZE)).toThrow('the sum of what is written')
})

test('what nothing depends on is not refused', () => {
  expect(() =>
    writeCodeOf((builder) => {
      builder.random(0)
      return builder.constant(1)
    }),
  ).not.toThrow()
})

test('a coordinate is as large as the world, so a program may fit one world and not another', () => {
  const million = (builder: ProgramBuilder) =>
    builder.binary('mul', builder.coordinate('x'), builder.constant(2 ** 17))
  expect(() => writeCodeOf(million, { x: 129, y: 1, z: 1 })).not.toThrow()
  expect(() => writeCodeOf(million, { x: 130, y: 1, z: 1 })).toThrow(ExactRangeError)
})

test('a world with more sites than floats count is refused by name', () => {
  const build = (builder: ProgramBuilder) =>
    builder.sum(builder.partition(MOORE), { kind: 'value' })
  expect(() => writeCodeOf(build, { x: 4094, y: 4094, z: 1 })).not.toThrow()
  expect(() => writeCodeOf(build, { x: 4095, y: 4094, z: 1 })).toThrow(GpuJsLimitError)
})

test('a neighborhood of more sites than a draw call should read is refused by name', () => {
  const build = (radiusCells: number) => (builder: ProgramBuilder) =>
    builder.sum(
      builder.partition({
        kind: 'neighborhood',
        neighborhood: { kind: 'square', radiusCells },
        withCenter: false,
      }),
      { kind: 'value' },
    )
  expect(() => writeCodeOf(build(31))).not.toThrow()
  expect(() => writeCodeOf(build(32))).toThrow(GpuJsLimitError)
})

test('there is a kernel for every component and for every channel that is written', () => {
  const builder = newBuilder()
  const live = builder.sum(builder.partition(MOORE), { kind: 'is', value: 1 })
  const writes = [
    { channel: 1, value: live },
    { channel: 1, value: builder.own() },
  ]
  const { components, channels } = writeStepCode(
    builder.finish([live, builder.rule()], writes),
    SIZE,
  )
  expect(components.map((code) => code.arguments)).toEqual([['bordered'], ['rules']])
  expect([...channels.keys()]).toEqual([1])
  expect(new Set(channels.get(1)!.arguments)).toEqual(new Set(['bordered', 'cells', 'channel1']))
  expect(components[0]!.length).toBe(SIZE.x * SIZE.y)
})

test('ranges hold: no value of a run is ever outside of them', () =>
  fc.assert(
    fc.asyncProperty(anySmallProgramWorld, async (world) => {
      const { size, rule } = world.setup
      const ranges = exactRangesOf(rule.program, size)
      const { planes } = await runProgramWorld(createReferenceKernel, world)
      for (const [component, id] of rule.program.next.slice(1).entries()) {
        const { low, high } = ranges[id]!
        expect(planes[component]!.every((value) => value >= low && value <= high)).toBe(true)
      }
    }),
    { numRuns: 200 },
  ))

test.each([
  [0, 0, 1],
  [0, 1, 2],
  [-1, 0, 1],
  [-2, 1, 2],
  [-128, 127, 8],
  [-129, 0, 9],
  [-(2 ** 31), 2 ** 31 - 1, 32],
])('%i to %i take %i bits', (low, high, bits) => {
  expect(signedBitsOf([{ low, high }])).toBe(bits)
})
