import { afterAll, expect, test } from 'vitest'
import { countCells } from '../../lattice/size.ts'
import { BOX, TORUS } from '../../lattice/topology.ts'
import {
  finishPass,
  type LatticeHead,
  type LatticeProgram,
  startPass,
  validateLattice,
} from '../../rules/program/lattice-program.ts'
import { assertSame } from '../../testing/case.ts'
import { requestDevice } from '../../testing/gpu-device.ts'
import { runLatticeWorld } from '../../testing/lattices.ts'
import type { LatticeSetup } from '../lattice-kernel.ts'
import { createReferenceLatticeKernel } from '../reference/reference-lattice-kernel.ts'
import { createWebGpuLatticeKernel } from './webgpu-lattice-kernel.ts'

const device = await requestDevice()
afterAll(() => device.destroy())

const AROUND = {
  kind: 'neighborhood',
  neighborhood: { kind: 'named', name: 'von-neumann-3d' },
  withCenter: false,
} as const

/** Channels that each become the mean of their six neighbors, and the sum of each that is tallied. */
function buildSpreading(channels: number): LatticeProgram {
  const head: LatticeHead = {
    dimensions: 3,
    states: 2,
    planes: Array.from({ length: channels }, (_, i) => ({
      plane: { kind: 'channel', name: `${i}` },
      low: -(2 ** 31),
      high: 2 ** 31 - 1,
      edge: 'nearest',
      isState: true,
    })),
  }
  const code = startPass(head)
  const means = head.planes.map((_, i) => {
    const sum = code.sum(code.partition(AROUND, i + 1), { kind: 'value' })
    return code.binary('div', sum, code.constant(6))
  })
  const next = new Map(means.map((mean, i) => [i + 1, mean]))
  const tallies = means.map((value, i) => ({ name: `sum of ${i}`, value }))
  const pass = finishPass(head, code, 'spreading', next, tallies)
  return validateLattice({ version: 1, ...head, passes: [pass] })
}

function setupOf(channels: number, size: LatticeSetup['size']): LatticeSetup {
  return { size, topology: BOX, lattice: buildSpreading(channels), seed: 0n }
}

const numbersOf = (cells: number, factor: number) =>
  new Int32Array(cells).map((_, i) => Math.imul(i + 7, factor))

test('seven channels at the limits that every device has are made in steps', async () => {
  const setup = setupOf(7, { x: 20, y: 10, z: 8 })
  const cells = countCells(setup.size)
  // As 256^3 cells are to 128 MiB: a binding holds the two places of one channel.
  const limits = { maxStorageBufferBindingSize: 8 * cells, maxStorageBuffersPerShaderStage: 8 }
  const world = {
    setup,
    cells: new Uint8Array(cells),
    planes: setup.lattice.planes.map((_, i) => numbersOf(cells, 2654435761 + i)),
    startTick: 0,
    ticks: 5,
  }
  const found = await runLatticeWorld(
    (each) => createWebGpuLatticeKernel(each, device, { limits }),
    world,
  )
  assertSame(found, await runLatticeWorld(createReferenceLatticeKernel, world))
})

test('a plane whose two places a binding does not take is refused by the name of the limit', async () => {
  const setup = setupOf(1, { x: 100, y: 100, z: 10 })
  const limits = { maxStorageBufferBindingSize: 799_999, maxStorageBuffersPerShaderStage: 8 }
  await expect(createWebGpuLatticeKernel(setup, device, { limits })).rejects.toMatchObject({
    code: 'kernel/unsupported',
    message: expect.stringContaining('maxStorageBufferBindingSize of 800000'),
  })
})

test('more workgroups than one axis of a device takes make no difference', async () => {
  const size = { x: 2048, y: 2056, z: 1 }
  const cells = countCells(size)
  const head: LatticeHead = {
    dimensions: 1,
    states: 2,
    planes: [
      {
        plane: { kind: 'memory', name: '' },
        low: -(2 ** 31),
        high: 2 ** 31 - 1,
        edge: 'zero',
        isState: true,
      },
    ],
  }
  const code = startPass(head)
  const more = code.binary('add', code.own(1), code.coordinate('y'))
  const pass = finishPass(head, code, 'more', new Map([[1, more]]), [{ name: 'sum', value: more }])
  const lattice = validateLattice({ version: 1, ...head, passes: [pass] })
  // An invocation makes one cell, and a workgroup is 64 of them.
  expect(cells / 64).toBeGreaterThan(device.limits.maxComputeWorkgroupsPerDimension)
  const setup = { size, topology: TORUS, lattice, seed: 0n }
  const kernel = await createWebGpuLatticeKernel(setup, device)
  const values = numbersOf(cells, 2654435761)
  await kernel.writePlane({ kind: 'memory', name: '' }, values)
  await kernel.advance(1)
  const after = new Int32Array(cells)
  await kernel.readPlane({ kind: 'memory', name: '' }, after)
  const expected = values.map((value, i) => (value + Math.floor(i / size.x)) | 0)
  expect(after.findIndex((value, i) => value !== expected[i])).toBe(-1)
  const sum = expected.reduce((total, value) => total + BigInt(value), 0n)
  expect([...(await kernel.readTallies())]).toEqual([sum])
  kernel.dispose()
})
