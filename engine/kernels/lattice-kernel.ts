/**
 * The interface behind which back ends tick a whole lattice: cells, bits and fields, in passes.
 *
 * As a `Kernel`, it owns its state from the first write to `dispose`, calls never overlap, and
 * bytes cross the boundary only when somebody writes or reads.
 */
import type { Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { LatticeProgram } from '../rules/program/lattice-program.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import type { BackendName } from './kernel.ts'
import type { KernelThreads } from './kernel-threads.ts'

/** What a lattice's kernel is built for; none of it changes during its life. */
export interface LatticeSetup {
  /** Every axis at least 1. */
  readonly size: Size
  readonly topology: Topology
  readonly lattice: LatticeProgram
  /** Key of the random numbers, a u64. */
  readonly seed: bigint
  /** Where helping threads come from; absent means one thread. */
  readonly threads?: KernelThreads | undefined
}

/**
 * One plane of a kernel, read and written where it lies, number by number. It is good for as long
 * as its kernel is, but not while that advances.
 */
export interface LentPlane {
  readAt(cell: number): number
  /** @throws {CellsError} when the number is beyond the plane's bounds; nothing is then written. */
  writeAt(cell: number, value: number): void
  /** Copies the numbers of all cells out. */
  read(into: Uint8Array | Int32Array): void
}

export interface LatticeKernel {
  readonly backend: BackendName
  /** Copies states in from flat index `firstCell` (0) on; the tick is the world's from here. */
  write(cells: Uint8Array, tick: number, firstCell?: number): void | Promise<void>
  /** Copies the states of `into.length` cells out. */
  read(into: Uint8Array, firstCell?: number): void | Promise<void>
  /**
   * Copies numbers of a plane in, one i32 a cell, from flat index `firstCell` (0) on. Planes start
   * as 0, or as the number nearest to it that they can hold.
   *
   * @throws {PlaneError} when there is no such plane, or the numbers reach beyond its end.
   * @throws {CellsError} when a number is beyond the plane's bounds.
   */
  writePlane(plane: LatticePlaneName, values: Int32Array, firstCell?: number): void | Promise<void>
  readPlane(plane: LatticePlaneName, into: Int32Array, firstCell?: number): void | Promise<void>
  /**
   * Lends a plane, from kernels whose state is in memory that is at hand; absent from all others.
   *
   * @param component 0 for the states; i + 1 for plane i of the lattice.
   */
  lend?(component: number): LentPlane
  /** Advances by a whole number of ticks, at least 0. */
  advance(ticks: number): void | Promise<void>
  /**
   * What has been tallied since the kernel was built, in the order of the passes and their tallies;
   * i64, wrapping. Writing does not reset it.
   */
  readTallies(): BigInt64Array | Promise<BigInt64Array>
  /** Frees what the kernel holds; it is not used again. */
  dispose(): void
}

/**
 * Builds a lattice's kernel with all cells 0 at tick 0.
 *
 * @throws {KernelUnsupportedError} when this back end cannot run the setup; the message names why.
 */
export type CreateLatticeKernel = (setup: LatticeSetup) => LatticeKernel | Promise<LatticeKernel>
