import { afterAll, expect, test } from 'vitest'
import { countCells } from '../../lattice/size.ts'
import { TORUS } from '../../lattice/topology.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { createProgramBuilder } from '../../rules/program/program-builder.ts'
import { assertSame } from '../../testing/case.ts'
import { requestDevice } from '../../testing/gpu-device.ts'
import { type ProgramWorld, ruleOf, runProgramWorld } from '../../testing/programs.ts'
import { createCpuKernel } from '../cpu/cpu-kernel.ts'
import type { CreateKernel, KernelSetup } from '../kernel.ts'
import { createReferenceKernel } from '../reference/reference-kernel.ts'
import { createWebGpuKernel, type WebGpuOptions } from './webgpu-kernel.ts'

const device = await requestDevice()
afterAll(() => device.destroy())

const withOptions =
  (options: WebGpuOptions): CreateKernel =>
  (setup) =>
    createWebGpuKernel(setup, device, options)

const MEBIBYTE = 2 ** 20

/** A program with a plane of every kind, each of which matters to another. */
function buildManyPlanes() {
  const builder = createProgramBuilder({
    dimensions: 2,
    states: 3,
    components: ['charge', 'noise'],
    channels: ['heat'],
    parameters: ['slope'],
    rules: 2,
  })
  const around = { kind: 'named', name: 'moore-2d' } as const
  const gathering = { kind: 'neighborhood', neighborhood: around, withCenter: false } as const
  const charges = builder.sum(builder.partition(gathering, 1), { kind: 'value' })
  const live = builder.sum(builder.partition(gathering), { kind: 'is', value: 1 })
  const warmth = builder.binary('add', builder.field(0), builder.parameter(0))
  const charge = builder.binary('xor', builder.binary('add', charges, warmth), builder.own(2))
  const noise = builder.binary('add', builder.random(5), builder.rule())
  const mixed = builder.binary('add', live, builder.binary('and', charge, builder.constant(7)))
  const state = builder.binary('rem', mixed, builder.constant(3))
  return builder.finish([state, charge, noise], [{ channel: 0, value: live }])
}

/** The program in a world of 2000 cells, with planes of some numbers. */
function buildManyPlanesWorld(): ProgramWorld {
  const size = { x: 50, y: 40, z: 1 }
  const program = buildManyPlanes()
  const numbers = (factor: number, limit: number) =>
    new Int32Array(countCells(size)).map((_, i) => ((i * factor) >>> 3) % limit)
  return {
    setup: { size, topology: TORUS, rule: ruleOf(program), seed: 77n },
    cells: Uint8Array.from(numbers(7919, 3)),
    planes: [
      { plane: { kind: 'component', name: 'charge' }, values: numbers(104729, 1000) },
      { plane: { kind: 'component', name: 'noise' }, values: numbers(1299709, 50) },
      { plane: { kind: 'channel', name: 'heat' }, values: numbers(15485863, 9999) },
      { plane: { kind: 'parameter', name: 'slope' }, values: numbers(31, 100) },
      { plane: { kind: 'rule', name: '' }, values: numbers(613, 2) },
    ],
    startTick: 4,
    ticks: 5,
  }
}

test('planes that lie in many buffers do the same as planes in few', async () => {
  const world = buildManyPlanesWorld()
  // The states and one plane of words fill a buffer: three to read, three to write, two constant.
  const limits = { maxStorageBufferBindingSize: 10_000, maxStorageBuffersPerShaderStage: 9 }
  const expected = await runProgramWorld(createReferenceKernel, world)
  assertSame(await runProgramWorld(withOptions({}), world), expected)
  assertSame(await runProgramWorld(withOptions({ limits }), world), expected)
})

test('more buffers than a device binds are refused by the name of the limit', async () => {
  const { setup } = buildManyPlanesWorld()
  const limits = { maxStorageBufferBindingSize: 10_000, maxStorageBuffersPerShaderStage: 8 }
  await expect(withOptions({ limits })(setup)).rejects.toMatchObject({
    code: 'kernel/unsupported',
    message: expect.stringContaining('maxStorageBuffersPerShaderStage of 9'),
  })
})

test('a world larger than a binding is refused by the name of the limit', async () => {
  const limits = { maxStorageBufferBindingSize: MEBIBYTE, maxStorageBuffersPerShaderStage: 8 }
  const size = { x: 1024, y: 1025, z: 1 }
  const setup = { size, topology: TORUS, rule: parseRule('23/3/8').rule, seed: 0n }
  await expect(withOptions({ limits, variants: ['lanes'] })(setup)).rejects.toMatchObject({
    code: 'kernel/unsupported',
    message: expect.stringContaining('maxStorageBufferBindingSize of 1049600'),
  })
})

test('the same world fits in planes of bits, and runs', async () => {
  const limits = { maxStorageBufferBindingSize: MEBIBYTE, maxStorageBuffersPerShaderStage: 8 }
  const size = { x: 1024, y: 1025, z: 1 }
  const setup = { size, topology: TORUS, rule: parseRule('23/3/8').rule, seed: 0n }
  await expectAgreement(setup, { limits })
})

test('more workgroups than one axis of a device takes make no difference', async () => {
  const { maxComputeWorkgroupsPerDimension } = device.limits
  const size = { x: 4096, y: 4112, z: 1 }
  // An invocation makes four cells, and a workgroup is 64 of them.
  expect(countCells(size) / 256).toBeGreaterThan(maxComputeWorkgroupsPerDimension)
  const setup = { size, topology: TORUS, rule: parseRule('12/1/3V').rule, seed: 0n }
  await expectAgreement(setup, { variants: ['lanes'] })
})

/** Compares a tick with that of the plain kernel, which shares nothing with this one. */
async function expectAgreement(setup: KernelSetup, options: WebGpuOptions) {
  const { size, rule } = setup
  const cells = new Uint8Array(countCells(size))
  for (let i = 0; i < cells.length; i++) cells[i] = ((i * 2654435761) >>> 13) % rule.states
  const kernels = [createCpuKernel(setup), await withOptions(options)(setup)]
  const states: Uint8Array[] = []
  for (const kernel of kernels) {
    await kernel.write(cells, 0)
    await kernel.advance(1)
    const state = new Uint8Array(cells.length)
    await kernel.read(state)
    states.push(state)
    kernel.dispose()
  }
  // Byte by byte, since a diff of millions of numbers is of no use to anybody.
  expect(states[1]!.findIndex((state, i) => state !== states[0]![i])).toBe(-1)
}
