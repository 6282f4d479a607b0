/** Devices for tests of WebGPU: real ones, in the page where the tests run. */
import { requestGpu } from '../kernels/webgpu/gpu-provider.ts'

/**
 * Gives a device of its own, which whoever asked for it destroys.
 *
 * @throws {Error} where the browser has none, since tests that were asked for would not run.
 */
export async function requestDevice(): Promise<GPUDevice> {
  const gpu = await requestGpu(navigator.gpu)
  if (gpu === undefined) throw new Error('this browser has no WebGPU adapter')
  return gpu.device
}

/** Gives the buffers that are made on a device from now on, as long as they are not destroyed. */
export function watchBuffers(device: GPUDevice): ReadonlySet<GPUBuffer> {
  const living = new Set<GPUBuffer>()
  const createBuffer = device.createBuffer.bind(device)
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor)
    const destroy = buffer.destroy.bind(buffer)
    buffer.destroy = () => {
      living.delete(buffer)
      return destroy()
    }
    living.add(buffer)
    return buffer
  }
  return living
}
