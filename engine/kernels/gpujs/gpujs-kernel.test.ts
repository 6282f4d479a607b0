import { describeGpuJsKernel } from '../../testing/gpujs-conformance.ts'
import { tries } from '../../testing/tries.ts'
import { createGpuJsRuntime } from '../../worker/gpujs-runtime.ts'

describeGpuJsKernel('JavaScript', createGpuJsRuntime('cpu'), tries(60))
