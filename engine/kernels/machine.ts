/**
 * What the machine at hand offers to kernels, told by the entry that knows it: a worker in a page,
 * or Node.
 */
import type { Cedar } from '../policy/cedar.ts'
import type { CreateKernel } from './kernel.ts'
import type { KernelThreads } from './kernel-threads.ts'
import type { Missing } from './missing.ts'
import type { FallbackNotice } from './webgpu/fallback-kernel.ts'
import type { GpuProvider } from './webgpu/gpu-provider.ts'

/** What a way to draw leads to. */
export interface DrawingDevice {
  /** What the driver calls it, for people. */
  readonly name: string
  /** Drawn by the processor, and so slower than the processor's own kernels. */
  readonly isFallback: boolean
}

export interface Machine {
  /** Milliseconds from any start; for measuring back ends only. */
  readonly now: () => number
  /** Helping threads; absent means one thread. */
  readonly threads?: KernelThreads | undefined
  /** Asks for a WebGPU device; absent where none is wanted. */
  readonly gpu?: GpuProvider | undefined
  /** Makes gpu.js kernels; absent where none are wanted. */
  readonly gpuJs?: CreateKernel | undefined
  /** Describes what gpu.js draws on; absent where it computes in JavaScript, which is never tried. */
  readonly webGl2?: (() => DrawingDevice | Missing) | undefined
  /** Loads what decides policies; absent where only built-in policies can be had. */
  readonly loadCedar?: (() => Promise<Cedar>) | undefined
  /** Told by name when a back end has failed and another one goes on in its place. */
  readonly onNotice?: ((notice: FallbackNotice) => void) | undefined
}
