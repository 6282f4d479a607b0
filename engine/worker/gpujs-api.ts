/**
 * What the worker that has gpu.js answers to: one kernel at a time, behind values that can be cloned.
 *
 * gpu.js is large and blocks its thread whenever it reads from the device; so it lives in a worker
 * of its own, and kernels are reached through this.
 */
import type { KernelSetup } from '../kernels/kernel.ts'
import type { Result } from '../protocol/result.ts'
import type { PlaneName } from '../rules/program/plane-name.ts'

/** A setup as it crosses to the worker, which needs no helping threads. */
export type GpuJsSetup = Omit<KernelSetup, 'threads'>

export interface GpuJsApi {
  /** Builds the kernel that everything else is asked of, after the one before it was let go. */
  create(setup: GpuJsSetup): Promise<Result<undefined>>
  write(cells: Uint8Array, tick: number, firstCell: number): Promise<Result<undefined>>
  advance(ticks: number): Promise<Result<undefined>>
  /** The states of so many cells, moved to the caller. */
  read(firstCell: number, count: number): Promise<Result<Uint8Array>>
  writePlane(plane: PlaneName, values: Int32Array): Promise<Result<undefined>>
  /** A plane of so many numbers, moved to the caller. */
  readPlane(plane: PlaneName, count: number): Promise<Result<Int32Array>>
  /** Frees the kernel; what gpu.js has made for all kernels stays for the next. */
  release(): Promise<Result<undefined>>
}
