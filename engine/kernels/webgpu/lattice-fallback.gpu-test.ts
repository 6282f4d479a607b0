import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assertSame } from '../../testing/case.ts'
import { requestDevice } from '../../testing/gpu-device.ts'
import { anyLatticeWorld, type LatticeWorld, runLatticeWorld } from '../../testing/lattices.ts'
import type { LatticeKernel, LatticeSetup } from '../lattice-kernel.ts'
import { createReferenceLatticeKernel } from '../reference/reference-lattice-kernel.ts'
import { DeviceLostError } from './errors.ts'
import { createLatticeFallback, type FallbackNotice } from './fallback-kernel.ts'
import { createWebGpuLatticeKernel } from './webgpu-lattice-kernel.ts'

test('a lattice whose device was destroyed says so by name, whatever is asked of it', async () => {
  const [{ setup, cells }] = fc.sample(anyLatticeWorld, { numRuns: 1, seed: 3 }) as [LatticeWorld]
  const device = await requestDevice()
  const kernel = await createWebGpuLatticeKernel(setup, device)
  await kernel.write(cells, 0)
  device.destroy()
  await expect(kernel.advance(1)).rejects.toThrow(DeviceLostError)
  await expect(kernel.read(new Uint8Array(1))).rejects.toThrow(DeviceLostError)
  await expect(kernel.readTallies()).rejects.toThrow(DeviceLostError)
  await expect(createWebGpuLatticeKernel(setup, device)).rejects.toThrow(DeviceLostError)
})

/** A lattice on a device of its own, which goes at the start of one of its calls to advance. */
async function createFragile(setup: LatticeSetup, fatefulCall: number, isLate: boolean) {
  const device = await requestDevice()
  const notices: FallbackNotice[] = []
  const kernel = createLatticeFallback(
    await createWebGpuLatticeKernel(setup, device),
    () => createReferenceLatticeKernel(setup),
    setup,
    (notice) => notices.push(notice),
    1,
  )
  let calls = 0
  const fragile: LatticeKernel = {
    get backend() {
      return kernel.backend
    },
    write: (...args) => kernel.write(...args),
    read: (...args) => kernel.read(...args),
    writePlane: (...args) => kernel.writePlane(...args),
    readPlane: (...args) => kernel.readPlane(...args),
    readTallies: () => kernel.readTallies(),
    async advance(ticks) {
      const isFateful = ++calls === fatefulCall
      if (isFateful && !isLate) device.destroy()
      const advancing = kernel.advance(ticks)
      if (isFateful && isLate) device.destroy()
      await advancing
    },
    dispose: () => {
      expect(notices).toMatchObject([
        { code: 'kernel/device-lost', from: 'webgpu', to: 'reference' },
      ])
      kernel.dispose()
      device.destroy()
    },
  }
  return fragile
}

test('the run goes on at the same tick, with a notice and the same outcome, tallies too', () =>
  fc.assert(
    fc.asyncProperty(
      anyLatticeWorld,
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      async (world, fatefulCall, isLate) => {
        const create = (setup: LatticeSetup) => createFragile(setup, fatefulCall, isLate)
        const found = await runLatticeWorld(create, world, 3)
        assertSame(found, await runLatticeWorld(createReferenceLatticeKernel, world, 3))
      },
    ),
    { numRuns: 12 },
  ))
