/**
 * A graphics device in Node, through the optional package `webgpu` (Dawn).
 *
 * It wants a Vulkan driver; `VK_ICD_FILENAMES` names one where the system has none of its own, as
 * the one that comes with Chromium. Where Dawn finds no Vulkan at all, it says so on stderr: it has
 * neither an option nor a variable to keep it from that.
 */
import { isMissing, type Missing } from '../kernels/missing.ts'
import { type GpuProvider, requestGpu } from '../kernels/webgpu/gpu-provider.ts'

/** Kept as long as the process runs: the package's devices do not outlive what made them. */
let gpu: GPU | undefined

/** Asks Dawn for a device. */
export const requestNodeGpu: GpuProvider = async () => {
  const opened = gpu ?? (await openDawn())
  if (isMissing(opened)) return opened
  gpu = opened
  const missing =
    "Node's package webgpu finds no adapter: it takes libvulkan.so.1 and a driver of Vulkan, and where the " +
    'system has none a Chromium has both, whose folder LD_LIBRARY_PATH and whose vk_swiftshader_icd.json ' +
    'VK_ICD_FILENAMES can name'
  return (await requestGpu(gpu)) ?? { missing }
}

async function openDawn(): Promise<GPU | Missing> {
  try {
    const { create } = await import('webgpu')
    return create([])
  } catch {
    return { missing: "Node's package webgpu is not installed, or does not load on this machine" }
  }
}
