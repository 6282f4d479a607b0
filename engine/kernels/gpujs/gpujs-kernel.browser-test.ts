import { describeGpuJsKernel } from '../../testing/gpujs-conformance.ts'
import { createGpuJsRuntime } from '../../worker/gpujs-runtime.ts'

const runtime = createGpuJsRuntime('webgl2')
if (runtime === undefined) throw new Error('this browser has no WebGL2 that renders to floats')

describeGpuJsKernel('WebGL2', runtime, 6)
