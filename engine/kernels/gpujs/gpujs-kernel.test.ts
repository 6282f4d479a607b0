import { expect, test } from 'vitest'
import { describeKernelConformance } from '../../testing/kernel-conformance.ts'
import { createGpuJsRuntime } from '../../worker/gpujs-runtime.ts'
import { createGpuJsKernel } from './gpujs-kernel.ts'

const runtime = createGpuJsRuntime('cpu')!

describeKernelConformance('gpujs (cpu mode)', (setup) => createGpuJsKernel(setup, runtime), 40)
