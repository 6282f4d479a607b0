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

/**
 * The device, but that a shader that was compiled is not compiled again.
 *
 * A software renderer takes a tenth of a second for a shader, and many properties are tried on one
 * world.
 */
export function rememberPipelines(device: GPUDevice): GPUDevice {
  const layouts = new Map<string, GPUBindGroupLayout>()
  const pipelineLayouts = new Map<GPUBindGroupLayout | null | undefined, GPUPipelineLayout>()
  const modules = new Map<string, GPUShaderModule>()
  const pipelines = new Map<unknown, Map<GPUShaderModule, Promise<GPUComputePipeline>>>()
  const remembering: Partial<GPUDevice> = {
    createBindGroupLayout: (descriptor) =>
      getOrMake(layouts, JSON.stringify(descriptor), () =>
        device.createBindGroupLayout(descriptor),
      ),
    createPipelineLayout: (descriptor) =>
      getOrMake(pipelineLayouts, [...descriptor.bindGroupLayouts][0], () =>
        device.createPipelineLayout(descriptor),
      ),
    createShaderModule: (descriptor) =>
      getOrMake(modules, descriptor.code, () => device.createShaderModule(descriptor)),
    createComputePipelineAsync: (descriptor) =>
      getOrMake(
        getOrMake(pipelines, descriptor.layout, () => new Map()),
        descriptor.compute.module,
        () => device.createComputePipelineAsync(descriptor),
      ),
  }
  return new Proxy(device, {
    get(target, name) {
      const own: unknown = Reflect.get(remembering, name)
      if (own !== undefined) return own
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
