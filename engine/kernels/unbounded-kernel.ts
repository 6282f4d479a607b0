/**
 * The interface behind which worlds without an end are ticked.
 *
 * An axis whose size is 0 is infinite; the others are as in a bounded world. Sites are named by
 * whole coordinates of either sign. All but finitely many cells of the infinite part are in one
 * state, the background, which the rule may change from tick to tick (B0).
 */
import type { Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type { Rule } from '../rules/rule.ts'
import type { QuadTable } from './hashlife/quad-table.ts'
import type { BackendName } from './kernel.ts'
import type { KernelThreads } from './kernel-threads.ts'

export interface UnboundedSetup {
  /** At least one axis is 0, and with it every axis the rule looks along may be. */
  readonly size: Size
  /** What lies beyond the faces of the bounded axes: a box or a torus. */
  readonly topology: Topology
  readonly rule: Rule
  /** Key of the random numbers, a u64. */
  readonly seed: bigint
  /** Bytes the state may take, about; beyond it `KernelMemoryError`. */
  readonly maxBytes?: number | undefined
  readonly threads?: KernelThreads | undefined
}

export interface UnboundedKernel {
  readonly backend: BackendName
  /** State of all cells but finitely many. */
  readonly background: number
  /**
   * Forgets the state and starts anew: everything is `background` (0), the tick is `tick`.
   */
  clear(tick: number, background?: number): void
  /** Copies states into a box, one byte a cell in the box's flat order. */
  write(box: WorldBox, cells: Uint8Array): void
  /**
   * Forgets the state and starts anew from a quadtree that is never laid out, on background 0.
   * Only kernels that hold quadtrees have it, here and in `save`.
   *
   * @throws {KernelMemoryError} when it does not fit; the world is empty then.
   */
  load?(table: QuadTable, tick: number): void
  /** What is not background, as a quadtree. */
  save?(): QuadTable
  /** Copies the states of a box out, in its flat order. */
  read(box: WorldBox, into: Uint8Array): void
  /**
   * Advances by a whole number of ticks, at least 0, or by fewer where `isOver` says so, which is
   * asked every few milliseconds as far as that can be; `tick` tells how far it came. What was
   * broken off is not lost: whoever asks for the same end again gets there.
   *
   * @throws {KernelMemoryError} when the state no longer fits; it is then that of an earlier tick,
   * which `tick` names.
   */
  advance(ticks: number, isOver?: () => boolean): void | Promise<void>
  /** Ticks done, counted from what `clear` said. */
  readonly tick: number
  /**
   * The smallest box that holds every cell that is not background; undefined without any.
   *
   * @throws {PlaneRangeError} where its edges lie farther out than numbers are exact.
   */
  bounds(): WorldBox | undefined
  /** Boxes that hold all that is not background; no two overlap, and few are mostly empty. */
  filledBoxes(): Iterable<WorldBox>
  /**
   * Cells that are not 0, exactly; undefined where they are infinitely many because the
   * background is alive. A bigint, since HashLife knows no limit.
   */
  population(): bigint | undefined
  /**
   * The digest of the state (`math/digest-terms.ts`), a u64, from kernels that keep one up to date;
   * undefined while the kernel in charge of others does not.
   */
  digest?(): bigint | undefined
  /**
   * Promises that `countChanged` will be known once the next tick has been made by a call for that tick
   * alone, unless memory ends; false where that cannot be, or the kernel never knows.
   */
  tellsNextChange?(): boolean
  /**
   * Cells whose state is another than one tick before, what is written to the present tick included.
   * Undefined where they are infinitely many, since the background has changed, and where the kernel
   * does not know: from a `clear` until the next tick.
   */
  countChanged?(): number | undefined
  dispose(): void
}

/**
 * Builds a kernel that holds nothing but background 0 at tick 0.
 *
 * @throws {KernelUnsupportedError} when this back end cannot run the setup; the message names why.
 */
export type CreateUnboundedKernel = (setup: UnboundedSetup) => UnboundedKernel
