import { describeKernelConformance } from '../../testing/kernel-conformance.ts'
import { createGpuJsRuntime } from '../../worker/gpujs-runtime.ts'
import { createGpuJsKernel } from './gpujs-kernel.ts'

const runtime = createGpuJsRuntime('webgl2')
if (runtime === undefined) throw new Error('this browser has no WebGL2 that renders to floats')

describeKernelConformance('gpujs (WebGL2)', (setup) => createGpuJsKernel(setup, runtime), 20)
