/** Makes a pipeline of a shader, and binds buffers to it by their names. */
import { DeviceLimitError } from '../../forge/wgsl/errors.ts'
import type { BufferLimits } from '../../forge/wgsl/lane-layout.ts'
import type { LaneShader } from '../../forge/wgsl/lane-shader.ts'
import type { Shader, ShaderBinding } from '../../forge/wgsl/shader.ts'
import type { DeviceCalls } from './device-calls.ts'
import { COMPUTE_STAGE } from './gpu-numbers.ts'

export interface CompiledShader {
  readonly shader: Shader
  readonly pipeline: GPUComputePipeline
  readonly layout: GPUBindGroupLayout
}

/**
 * Compiles a shader.
 *
 * @returns undefined when the device's own compiler gives up on it, as it may on a huge one.
 * @throws {Error} with the compiler's messages when the shader is at fault, a defect of ours.
 */
export async function compileShader(
  calls: DeviceCalls,
  shader: Shader,
): Promise<CompiledShader | undefined> {
  const { layout, module, compiled } = await calls.attempt((device) => {
    const layout = device.createBindGroupLayout({
      entries: shader.bindings.map((binding, number) => ({
        binding: number,
        visibility: COMPUTE_STAGE,
        buffer: layoutOf(binding),
      })),
    })
    const module = device.createShaderModule({ code: shader.code })
    const compiled = device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    })
    // Waited for below, where its own kind of error is told apart.
    compiled.catch(() => undefined)
    return { layout, module, compiled: [compiled] as const }
  })
  try {
    return { shader, layout, pipeline: await compiled[0] }
  } catch (error) {
    if (error instanceof Error && 'reason' in error && error.reason === 'internal') return undefined
    const { messages } = await module.getCompilationInfo()
    const found = messages.map(({ lineNum, message }) => `line ${lineNum}: ${message}`).join('\n')
    throw new Error(`A generated shader does not compile: ${found}`, { cause: error })
  }
}

/**
 * Checks that a shader's tables fit a binding.
 *
 * @throws {DeviceLimitError} when they do not.
 */
export function assertTablesFit({ tables }: LaneShader, limits: BufferLimits): void {
  const { maxStorageBufferBindingSize: allowed } = limits
  const wanted = tables.byteLength
  if (wanted <= allowed) return
  throw new DeviceLimitError({ limit: 'maxStorageBufferBindingSize', allowed, wanted })
}

function layoutOf(binding: ShaderBinding): GPUBufferBindingLayout {
  switch (binding.kind) {
    case 'step':
      return { type: 'uniform', hasDynamicOffset: true }
    case 'read':
      return { type: 'read-only-storage' }
    case 'write':
    case 'add':
      return { type: 'storage' }
    default:
      return binding satisfies never
  }
}

/**
 * Binds buffers to a shader's names.
 *
 * @param step the buffer of uniform blocks and the bytes of one, where the shader has such a thing.
 */
export function bindBuffers(
  device: GPUDevice,
  { shader, layout }: CompiledShader,
  bufferOf: (name: string) => GPUBuffer,
  step?: { readonly buffer: GPUBuffer; readonly size: number },
): GPUBindGroup {
  return device.createBindGroup({
    layout,
    entries: shader.bindings.map((binding, number) => {
      if (binding.kind !== 'step')
        return { binding: number, resource: { buffer: bufferOf(binding.buffer) } }
      if (step === undefined) throw new Error('the shader wants a uniform block')
      return { binding: number, resource: step }
    }),
  })
}
