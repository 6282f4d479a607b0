/** The graphics device of the page that this worker belongs to. */
import { type GpuProvider, requestGpu } from '../kernels/webgpu/gpu-provider.ts'

/** Asks the browser for a device. */
export const requestBrowserGpu: GpuProvider = async () => {
  // Not what its type says: browsers without WebGPU have no such thing, and pages that were not
  // sent over a secure connection are not shown it.
  const gpu: GPU | undefined = navigator.gpu
  if (gpu === undefined) {
    const reason = isSecureContext ? 'the browser has no WebGPU' : 'WebGPU wants HTTPS or localhost'
    return { missing: reason }
  }
  return (await requestGpu(gpu)) ?? { missing: "the browser's WebGPU finds no adapter" }
}
