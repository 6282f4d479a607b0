import { describeGpuJsKernel } from '../../testing/gpujs-conformance.ts'
import { createGpuJsRuntime } from '../../worker/gpujs-runtime.ts'

describeGpuJsKernel('JavaScript', createGpuJsRuntime('cpu'), 60)
