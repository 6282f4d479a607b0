/**
 * The state of a simulation behind one interface, whether its world has an end or not.
 *
 * A world is read and written box by box, so that nobody has to hold all of it as bytes.
 */
import type { BitTable } from '../bits/bit-table.ts'
import type { Thunderbit } from '../bits/thunderbit.ts'
import type { QuadTable } from '../kernels/hashlife/quad-table.ts'
import type { BackendName } from '../kernels/kernel.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import type { LivingOrder } from '../scenario/living-run.ts'
import type { Palette, Stroke } from '../scenario/stroke.ts'
import type { BitOrders } from './bit-orders.ts'

export interface World {
  readonly backend: BackendName
  /** The state of all but finitely many cells of a world without an end; 0 in a bounded one. */
  readonly background: number
  /** Tick of the state, from worlds without an end: where one can go no further, it stays there. */
  readonly tick?: number
  /** Begins anew: every cell is background, and every number of a plane 0. */
  clear(tick: number, background: number): void | Promise<void>
  /**
   * Advances by so many ticks, or by fewer where a world without an end is told by `isOver` to come
   * to an end (`unbounded-kernel.ts`). Gives how many it did.
   */
  advance(ticks: number, isOver?: () => boolean): Promise<number>
  /**
   * Where there is something: the whole of a bounded world, else all that is not background.
   *
   * @throws {PlaneRangeError} where that lies farther out than numbers are exact.
   */
  extent(): WorldBox
  /** Boxes that hold all that is not background, from worlds without an end. */
  filledBoxes?(): Iterable<WorldBox>
  /** Cells that are not 0; undefined where they are infinitely many. */
  population(): Promise<bigint | undefined>
  /**
   * Cells by state, 256 numbers lent until the next call, where the kernel has a faster way to
   * them than reading; undefined where it has none.
   */
  countStates?(): Float64Array | undefined
  /**
   * Promises that `countChanged` will be known once the next tick has been made by a call for that tick
   * alone, where no command follows it.
   */
  tellsNextChange?(): boolean
  /** Cells whose state is another than one tick before; undefined where the kernel does not know. */
  countChanged?(): number | undefined
  /** The digest of the state, a u64; undefined where it spans too many cells. */
  digest(): Promise<bigint | undefined>
  /** Copies a part of the extent out, one byte a cell in the box's flat order. */
  read(box: WorldBox, into: Uint8Array): void | Promise<void>
  /** Copies states in. The tick is that of the state they belong to. */
  write(box: WorldBox, cells: Uint8Array, tick: number): void | Promise<void>
  /** Planes of numbers beside the cells, in the order in which they are hashed. */
  readonly planes: readonly LatticePlaneName[]
  /** Copies numbers of a plane out, a cell of the extent each, from flat index `firstCell` (0) on. */
  readPlane(plane: LatticePlaneName, into: Int32Array, firstCell?: number): void | Promise<void>
  writePlane(plane: LatticePlaneName, values: Int32Array): void | Promise<void>
  /** Paints strokes, one after another, on the state of this tick. */
  paint(strokes: readonly Stroke[], palette: Palette, tick: number): Promise<void>
  /** After how many ticks all clocks of its zones stand as before; absent for one clock. */
  readonly clockPeriod?: bigint
  /** Does to the present state what happens to living worlds alone; gives whether anything was done. */
  order?(order: LivingOrder): Promise<boolean>
  /** The bits of a living world, and what was refused of them; undefined where it has none. */
  readonly bits?: BitOrders | undefined
  /** Copies out what the views of its bits look at, which is then the present state. */
  refreshBits?(): Promise<void>
  /** What its kernel has counted since it was built, by name. */
  readTallies?(): Promise<ReadonlyMap<string, bigint>>
  /** A view of the bit that lives at a cell, good until the next tick. */
  viewBit?(cell: number): Promise<Thunderbit | undefined>
  /**
   * Goes to a saved table of bits, after cells and planes were written.
   *
   * @param refusalCount orders that had been refused by then; as many as now where nobody says.
   * @param routing what CAChannels knew then; nothing where nobody says.
   */
  restoreBits?(table: BitTable, refusalCount?: number, routing?: Uint8Array): void
  /** What is not background as a quadtree, from worlds that hold one. */
  saveQuadtree?(): QuadTable | undefined
  dispose(): void
}
