/**
 * The interface behind which every back end ticks a world that has a size.
 *
 * A kernel owns its state, in whatever layout suits it, from `write` to `dispose`. Bytes cross the
 * boundary only when somebody writes or reads; so that a device can keep its state to itself, all
 * methods but `dispose` may answer later. Calls never overlap: callers await each one.
 */
import type { Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { PlaneName } from '../rules/program/plane-name.ts'
import type { Rule } from '../rules/rule.ts'
import type { KernelThreads } from './kernel-threads.ts'

export type BackendName =
  | 'reference'
  | 'cpu'
  | 'wasm'
  | 'webgpu'
  | 'gpujs'
  /** Chunks of an unbounded world that come and go. */
  | 'sparse'
  /** Quadtrees with memory, for unbounded 2-D worlds. */
  | 'hashlife'

/** What a kernel is built for; none of it changes during its life. */
export interface KernelSetup {
  /** Every axis at least 1. */
  readonly size: Size
  readonly topology: Topology
  readonly rule: Rule
  /** Key of the random numbers, a u64. */
  readonly seed: bigint
  /** Where helping threads come from; absent means one thread. */
  readonly threads?: KernelThreads | undefined
}

export interface Kernel {
  readonly backend: BackendName
  /**
   * Copies states in, one byte a cell, for the cells from flat index `firstCell` (0) on; the tick
   * is the world's number from here. Large worlds are written in parts, in any order.
   */
  write(cells: Uint8Array, tick: number, firstCell?: number): void | Promise<void>
  /** Advances by a whole number of ticks, at least 0. */
  advance(ticks: number): void | Promise<void>
  /** Copies the states of `into.length` cells from flat index `firstCell` (0) on. */
  read(into: Uint8Array, firstCell?: number): void | Promise<void>
  /**
   * Copies one of the program's planes in, one i32 a cell in flat order; planes start as 0.
   * Channels hold raw fixed-point values and sum what programs write, clamped to their range.
   *
   * @throws {PlaneError} when the program has no such plane, or the length is another.
   * @throws {CellsError} when a number is no rule's or beyond a channel's range.
   */
  writePlane(plane: PlaneName, values: Int32Array): void | Promise<void>
  readPlane(plane: PlaneName, into: Int32Array): void | Promise<void>
  /**
   * The digest of the state (`math/digest-terms.ts`), from kernels that have a faster way to it than
   * reading; undefined where it has none for this world. `StateDigester` digests any kernel.
   */
  digest?(): bigint | undefined
  /**
   * Cells by state, 256 numbers that sum up to the cells of the world, from kernels that have a faster
   * way to them than reading; undefined where it has none for this world. They are lent until the
   * next call.
   */
  countStates?(): Float64Array | undefined
  /**
   * Cells whose state is another than one tick before, from kernels that still hold both states.
   * What is written to the present tick counts. Undefined where it does not know: before the first tick,
   * and from a write of another tick until the next tick.
   */
  countChanged?(): number | undefined
  /** Frees what the kernel holds; it is not used again. */
  dispose(): void
}

/**
 * Builds a kernel with all cells 0 at tick 0.
 *
 * @throws {KernelUnsupportedError} when this back end cannot run the setup; the message names why.
 */
export type CreateKernel = (setup: KernelSetup) => Kernel | Promise<Kernel>
