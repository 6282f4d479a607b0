/** gpu.js itself, behind what the kernel wants of it. */
import { GPU, type IKernelRunShortcut, type ITypesList, Texture } from 'gpu.js'
import type { GpuJsCode } from '../forge/gpujs/gpujs-code.ts'
import type {
  CompiledGpuJs,
  DevicePlane,
  GpuJsRuntime,
  GpuJsValue,
} from '../kernels/gpujs/gpujs-runtime.ts'
import { DeviceLostError } from '../kernels/webgpu/errors.ts'
import { EventLoop } from './event-loop.ts'

/** Where gpu.js computes: on the graphics device, or in JavaScript. */
export type GpuJsMode = 'webgl2' | 'cpu'

/** Textures of the JavaScript mode are arrays; the standard's least limit keeps them small enough. */
const CPU_TEXTURE_SIDE = 8192

/** A runtime, owned by whoever asked for it. */
export interface OwnedGpuJsRuntime extends GpuJsRuntime {
  /** Ends it and all that it has compiled. */
  dispose(): Promise<void>
}

/** Starts gpu.js; undefined where the machine has no WebGL2 that renders to floats. */
export function createGpuJsRuntime(mode: 'cpu'): OwnedGpuJsRuntime
export function createGpuJsRuntime(mode: GpuJsMode): OwnedGpuJsRuntime | undefined
export function createGpuJsRuntime(mode: GpuJsMode): OwnedGpuJsRuntime | undefined {
  if (mode === 'webgl2' && !(GPU.isWebGL2Supported && GPU.isSinglePrecisionSupported)) {
    return undefined
  }
  const gpu = new GPU({ mode })
  return {
    maxTextureSide: mode === 'webgl2' ? gpu.Kernel.features.maxTextureSize : CPU_TEXTURE_SIDE,
    compile: (code) => compile(gpu, mode, code),
    finish: () => finish(contextOf(gpu)),
    dispose: () => gpu.destroy(),
  }
}

/** The context that gpu.js draws in; undefined in JavaScript. */
function contextOf({ context }: GPU): WebGL2RenderingContext | undefined {
  const isDevice = typeof WebGL2RenderingContext !== 'undefined'
  return isDevice && context instanceof WebGL2RenderingContext ? context : undefined
}

/** Lost contexts do not fail: they draw nothing and read 0. */
function assertPresent(context: WebGL2RenderingContext | undefined): void {
  if (context?.isContextLost()) throw new DeviceLostError({ reason: 'its WebGL2 context is gone' })
}

/** Polls a fence; browsers do no more than flush when asked to finish. */
async function finish(context: WebGL2RenderingContext | undefined): Promise<void> {
  const fence = context?.fenceSync(context.SYNC_GPU_COMMANDS_COMPLETE, 0)
  if (context !== undefined && fence !== undefined && fence !== null) {
    context.flush()
    const eventLoop = new EventLoop()
    while (context.clientWaitSync(fence, 0, 0) === context.TIMEOUT_EXPIRED) await eventLoop.yield()
    eventLoop.dispose()
    context.deleteSync(fence)
  }
  assertPresent(context)
}

function compile(gpu: GPU, mode: GpuJsMode, code: GpuJsCode): CompiledGpuJs {
  const literals = Object.fromEntries(code.literals)
  const numbers = code.numbers.length > 0 ? { numbers: code.numbers } : {}
  const literalTypes: ITypesList = Object.fromEntries(
    [...code.literals.keys()].map((name) => [name, 'Float']),
  )
  const kernel = gpu.createKernel(code.source, {
    output: [code.length],
    precision: 'single',
    tactic: 'precision',
    pipeline: mode === 'webgl2',
    immutable: true,
    constants: { ...literals, ...numbers },
    constantTypes: { ...literalTypes, ...(code.numbers.length > 0 ? { numbers: 'Array' } : {}) },
  })
  return new CompiledKernel(kernel, contextOf(gpu))
}

class CompiledKernel implements CompiledGpuJs {
  readonly #kernel: IKernelRunShortcut
  readonly #context: WebGL2RenderingContext | undefined

  constructor(kernel: IKernelRunShortcut, context: WebGL2RenderingContext | undefined) {
    this.#kernel = kernel
    this.#context = context
  }

  run(values: readonly GpuJsValue[]): DevicePlane {
    const outcome: unknown = this.#kernel(...values.map(contentOf))
    if (outcome instanceof Texture || outcome instanceof Float32Array) {
      return new Plane(outcome, this.#context)
    }
    throw new TypeError('gpu.js gave neither a texture nor numbers')
  }

  dispose(): void {
    // What was never run holds nothing yet.
    if (this.#kernel.built) this.#kernel.destroy()
  }
}

/** What gpu.js itself takes for an argument. */
function contentOf(value: GpuJsValue): Texture | Float32Array | number {
  if (typeof value === 'number' || value instanceof Float32Array) return value
  if (value instanceof Plane) return value.content
  throw new TypeError('this plane is of another runtime')
}

class Plane implements DevicePlane {
  readonly content: Texture | Float32Array
  readonly #context: WebGL2RenderingContext | undefined

  constructor(content: Texture | Float32Array, context: WebGL2RenderingContext | undefined) {
    this.content = content
    this.#context = context
  }

  read(): Float32Array {
    if (this.content instanceof Float32Array) return this.content
    const numbers = this.content.toArray()
    assertPresent(this.#context)
    if (numbers instanceof Float32Array) return numbers
    throw new TypeError('gpu.js gave no flat numbers')
  }

  dispose(): void {
    if (this.content instanceof Texture) this.content.delete()
  }
}
