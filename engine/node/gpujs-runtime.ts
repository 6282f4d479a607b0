/**
 * gpu.js in Node, where it has no graphics device and computes in JavaScript: slow, and useful to
 * see what the same kernels give elsewhere.
 */
import { createGpuJsKernel } from '../kernels/gpujs/gpujs-kernel.ts'
import type { GpuJsRuntime } from '../kernels/gpujs/gpujs-runtime.ts'
import type { CreateKernel } from '../kernels/kernel.ts'

/** Loads gpu.js, which nothing else in Node does. */
export async function startNodeGpuJs(): Promise<GpuJsRuntime> {
  const { createGpuJsRuntime } = await import('../worker/gpujs-runtime.ts')
  return createGpuJsRuntime('cpu')
}

/** Makes gpu.js kernels in Node. */
export const createNodeGpuJsKernel: CreateKernel = async (setup) =>
  createGpuJsKernel(setup, await startNodeGpuJs())
