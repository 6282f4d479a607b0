/**
 * The one interface behind which every back end ticks a world.
 *
 * A kernel owns its state, in whatever layout suits it, from `write` to `dispose`. Bytes cross the
 * boundary only when somebody writes or reads; so that a device can keep its state to itself, all
 * methods but `dispose` may answer later. Calls never overlap: callers await each one.
 */
import type { Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { Rule } from '../rules/rule.ts'

export type BackendName = 'reference' | 'cpu'

/** What a kernel is built for; none of it changes during its life. */
export interface KernelSetup {
  readonly size: Size
  readonly topology: Topology
  readonly rule: Rule
}

export interface Kernel {
  readonly backend: BackendName
  /** Copies a state in, one byte a cell in flat order; the tick is the world's number from here. */
  write(cells: Uint8Array, tick: number): void | Promise<void>
  /** Advances by a whole number of ticks, at least 0. */
  advance(ticks: number): void | Promise<void>
  /** Copies the state out into the caller's array, one byte a cell in flat order. */
  read(into: Uint8Array): void | Promise<void>
  /** Frees what the kernel holds; it is not used again. */
  dispose(): void
}

/**
 * Builds a kernel with all cells 0 at tick 0.
 *
 * @throws {KernelUnsupportedError} when this back end cannot run the setup; the message names why.
 */
export type CreateKernel = (setup: KernelSetup) => Kernel | Promise<Kernel>
