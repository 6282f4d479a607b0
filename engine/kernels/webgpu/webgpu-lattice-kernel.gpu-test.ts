import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { countCells } from '../../lattice/size.ts'
import { assertSame } from '../../testing/case.ts'
import { rememberPipelines, requestDevice } from '../../testing/gpu-device.ts'
import { describeLatticeConformance } from '../../testing/lattice-conformance.ts'
import { listLatticeFaultCases } from '../../testing/lattice-shader-faults.ts'
import { anyLatticeWorld, type LatticeWorld, runLatticeWorld } from '../../testing/lattices.ts'
import { KernelUnsupportedError } from '../errors.ts'
import { createReferenceLatticeKernel } from '../reference/reference-lattice-kernel.ts'
import { createWebGpuLatticeKernel } from './webgpu-lattice-kernel.ts'

const RUNS = 30

/** Those of them that fit behind narrow limits. */
const FITTING_RUNS = 20

const device = await requestDevice()
afterAll(() => device.destroy())

const remembering = rememberPipelines(device)
describeLatticeConformance(
  'webgpu',
  (setup) => createWebGpuLatticeKernel(setup, remembering),
  RUNS,
  fc.sample(fc.nat(), 1)[0],
)

/** Room for the two places of one plane to a buffer, and few buffers to a shader. */
function narrowLimitsOf({ setup }: LatticeWorld, buffers: number) {
  return {
    maxStorageBufferBindingSize: Math.max(8, 8 * countCells(setup.size)),
    maxStorageBuffersPerShaderStage: buffers,
  }
}

test('planes in many buffers, made in several steps, are those of planes in few', () =>
  fc.assert(
    fc.asyncProperty(anyLatticeWorld, fc.integer({ min: 3, max: 6 }), async (world, buffers) => {
      const limits = narrowLimitsOf(world, buffers)
      const found = await runLatticeWorld(
        (setup) => createWebGpuLatticeKernel(setup, device, { limits }),
        world,
      ).catch((error: unknown) => {
        expect(error).toBeInstanceOf(KernelUnsupportedError)
      })
      // About one world in three does not fit, and another is drawn in its place.
      fc.pre(found !== undefined)
      assertSame(found, await runLatticeWorld(createReferenceLatticeKernel, world))
    }),
    { numRuns: FITTING_RUNS },
  ))

test.each(listLatticeFaultCases(device).map(({ kind, property }) => [kind, property] as const))(
  'a fault is caught in %s',
  (_, property) => fc.assert(property, { seed: 1, numRuns: 1 }),
)
