import { expect, test } from 'vitest'
import { countCells } from '../../lattice/size.ts'
import { TORUS } from '../../lattice/topology.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { buildFieldLattice } from '../../testing/field-lattice.ts'
import { requestDevice, watchBuffers } from '../../testing/gpu-device.ts'
import type { Kernel } from '../kernel.ts'
import type { LatticeKernel } from '../lattice-kernel.ts'
import { createWebGpuKernel } from './webgpu-kernel.ts'
import { createWebGpuLatticeKernel } from './webgpu-lattice-kernel.ts'

const world = { size: { x: 40, y: 30, z: 1 }, topology: TORUS, seed: 0n }
const { rule } = parseRule('B3/S23')

const kernels: Readonly<Record<string, (device: GPUDevice) => Promise<Kernel | LatticeKernel>>> = {
  bits: (device) => createWebGpuKernel({ ...world, rule }, device, { variants: ['bits'] }),
  lanes: (device) => createWebGpuKernel({ ...world, rule }, device, { variants: ['lanes'] }),
  'a lattice': (device) =>
    createWebGpuLatticeKernel({ ...world, lattice: buildFieldLattice() }, device),
}

test.each(Object.entries(kernels))(
  'whatever a kernel of %s makes on the device is freed with it',
  async (_, create) => {
    const device = await requestDevice()
    const living = watchBuffers(device)
    const kernel = await create(device)
    await kernel.advance(3)
    await kernel.read(new Uint8Array(countCells(world.size)))
    if ('readTallies' in kernel) await kernel.readTallies()
    expect(living.size).toBeGreaterThan(0)
    kernel.dispose()
    expect(living.size).toBe(0)
    device.destroy()
  },
)
