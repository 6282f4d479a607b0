/**
 * gpu.js in Node, where it has no graphics device and computes in JavaScript: slow, and useful to
 * see what the same kernels give elsewhere.
 */
import type { GpuJsRuntime } from '../kernels/gpujs/gpujs-runtime.ts'

/** Loads gpu.js, which nothing else in Node does. */
export async function startNodeGpuJs(): Promise<GpuJsRuntime | undefined> {
  const { createGpuJsRuntime } = await import('../worker/gpujs-runtime.ts')
  return createGpuJsRuntime('cpu')
}
