/**
 * A graphics device in Node, through the optional package `webgpu` (Dawn).
 *
 * It wants a Vulkan driver; `VK_ICD_FILENAMES` names one where the system has none of its own, as
 * the one that comes with Chromium.
 */
import { type GpuProvider, requestGpu } from '../kernels/webgpu/gpu-provider.ts'

/** Kept as long as the process runs: the package's devices do not outlive what made them. */
let gpu: GPU | undefined

/** Asks Dawn for a device; undefined where the package or a driver is missing. */
export const requestNodeGpu: GpuProvider = async () => {
  gpu ??= await openDawn()
  return requestGpu(gpu)
}

async function openDawn(): Promise<GPU | undefined> {
  try {
    const { create } = await import('webgpu')
    return create([])
  } catch {
    // Not installed, or not for this machine: as good as no device.
    return undefined
  }
}
