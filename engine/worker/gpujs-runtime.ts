/** gpu.js itself, behind what the kernel wants of it. */
import { GPU, type IKernelRunShortcut, type ITypesList, Texture } from 'gpu.js'
import type { GpuJsArgument, GpuJsCode } from '../forge/gpujs/gpujs-code.ts'
import type {
  CompiledGpuJs,
  DevicePlane,
  GpuJsRuntime,
  GpuJsValue,
} from '../kernels/gpujs/gpujs-runtime.ts'

/** Where gpu.js computes: on the graphics device, or in JavaScript. */
export type GpuJsMode = 'webgl2' | 'cpu'

/** Textures of the JavaScript mode are arrays; the standard's least limit keeps them small enough. */
const CPU_TEXTURE_SIDE = 8192

/** What gpu.js calls the arguments, by where it computes. */
const ARGUMENT_TYPES = {
  webgl2: { plane: 'ArrayTexture(1)', upload: 'Array', number: 'Float' },
  cpu: { plane: 'Array', upload: 'Array', number: 'Float' },
} as const satisfies Record<GpuJsMode, Record<GpuJsArgument, string>>

/** A runtime, owned by whoever asked for it. */
export interface OwnedGpuJsRuntime extends GpuJsRuntime {
  /** Ends it and all that it has compiled. */
  dispose(): Promise<void>
}

/** Starts gpu.js; undefined where the machine has no WebGL2 that renders to floats. */
export function createGpuJsRuntime(mode: GpuJsMode): OwnedGpuJsRuntime | undefined {
  if (mode === 'webgl2' && !(GPU.isWebGL2Supported && GPU.isSinglePrecisionSupported)) {
    return undefined
  }
  const gpu = new GPU({ mode })
  return {
    maxTextureSide: mode === 'webgl2' ? gpu.Kernel.features.maxTextureSize : CPU_TEXTURE_SIDE,
    compile: (code) => compile(gpu, mode, code),
    dispose: () => gpu.destroy(),
  }
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
    argumentTypes: Object.fromEntries(
      [...code.arguments].map(([name, kind]) => [name, ARGUMENT_TYPES[mode][kind]]),
    ),
  })
  return new CompiledKernel(kernel)
}

class CompiledKernel implements CompiledGpuJs {
  readonly #kernel: IKernelRunShortcut

  constructor(kernel: IKernelRunShortcut) {
    this.#kernel = kernel
  }

  run(values: readonly GpuJsValue[]): DevicePlane {
    const outcome: unknown = this.#kernel(...values.map(contentOf))
    if (outcome instanceof Texture || outcome instanceof Float32Array) return new Plane(outcome)
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

  constructor(content: Texture | Float32Array) {
    this.content = content
  }

  read(): Float32Array {
    if (this.content instanceof Float32Array) return this.content
    const numbers = this.content.toArray()
    if (numbers instanceof Float32Array) return numbers
    throw new TypeError('gpu.js gave no flat numbers')
  }

  dispose(): void {
    if (this.content instanceof Texture) this.content.delete()
  }
}
