/**
 * What the kernel wants of gpu.js. The package itself is injected, since it knows pages and their
 * canvases, and is large.
 */
import type { GpuJsCode } from '../../forge/gpujs/gpujs-code.ts'

/** Numbers on the device. */
export interface DevicePlane {
  /**
   * Copies them to the host; blocks until the device has computed them.
   *
   * @throws {DeviceLostError} when it is gone.
   */
  read(): Float32Array
  dispose(): void
}

/** What an argument of each kind is given as. */
export type GpuJsValue = DevicePlane | Float32Array | number

export interface CompiledGpuJs {
  /**
   * Computes every number.
   *
   * @param values the arguments in their order.
   * @returns a plane that is the caller's.
   */
  run(values: readonly GpuJsValue[]): DevicePlane
  dispose(): void
}

export interface GpuJsRuntime {
  /** Longest side of a texture: planes have at most its square of numbers. */
  readonly maxTextureSide: number
  /** Compiled no later than on the first run, which may throw what the device says. */
  compile(code: GpuJsCode): CompiledGpuJs
  /**
   * Waits until the device has computed all that it was asked for.
   *
   * @throws {DeviceLostError} when it is gone, and what it held is gone too.
   */
  finish(): Promise<void>
}
