import fc from 'fast-check'
import { afterAll, test } from 'vitest'
import { assertSame } from '../../testing/case.ts'
import { rememberPipelines, requestDevice } from '../../testing/gpu-device.ts'
import { describeKernelConformance } from '../../testing/kernel-conformance.ts'
import { anyProgramWorld, runProgramWorld } from '../../testing/programs.ts'
import { listShaderFaultCases } from '../../testing/shader-faults.ts'
import type { CreateKernel } from '../kernel.ts'
import { createReferenceKernel } from '../reference/reference-kernel.ts'
import { createWebGpuKernel } from './webgpu-kernel.ts'

const RUNS = 20

const device = await requestDevice()
afterAll(() => device.destroy())
const remembering = rememberPipelines(device)
const [seed] = fc.sample(fc.nat(), 1)

const createFastest: CreateKernel = (setup) => createWebGpuKernel(setup, remembering)
const createLanes: CreateKernel = (setup) =>
  createWebGpuKernel(setup, remembering, { variants: ['lanes'] })

describeKernelConformance('webgpu', createFastest, RUNS, seed)
describeKernelConformance('webgpu (lanes)', createLanes, RUNS, seed)

test('any program does on the device what it does in the reference kernel, in every plane', () =>
  fc.assert(
    fc.asyncProperty(anyProgramWorld, async (world) => {
      const expected = await runProgramWorld(createReferenceKernel, world)
      assertSame(await runProgramWorld(createFastest, world), expected)
    }),
    { numRuns: 2 * RUNS },
  ))

test.each(listShaderFaultCases(device).map(({ kind, property }) => [kind, property] as const))(
  'a fault is caught in %s',
  (_, property) => fc.assert(property, { seed: 1, numRuns: 2 }),
)
