/** Moments of a run that one can go back to. */
import type { BitTable } from '../bits/bit-table.ts'
import { countCells, isUnbounded, type Size } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type { Rule } from '../rules/rule.ts'
import type { BitOrders } from './bit-orders.ts'
import { SnapshotMismatchError } from './errors.ts'
import { keepPlanes, type PlaneValues, type ReadableState, readState } from './readable-state.ts'

/** A moment of a run that one can go back to. Its cells are its own copy. */
export interface Snapshot {
  readonly tick: number
  readonly rule: Rule
  readonly background: number
  /** What the cells are of: the whole of a bounded world. */
  readonly box: WorldBox
  readonly cells: Uint8Array
  readonly planes: readonly PlaneValues[]
  /** All that is known of bits beside the planes; absent where there are none. */
  readonly bits?: BitTable | undefined
  /** Orders of bits that were refused up to then. */
  readonly refusalCount?: number | undefined
  /** What its CAChannels know, as bytes; absent where it has none. */
  readonly routing?: Uint8Array | undefined
  /** What `readTallies` told. */
  readonly tallies?: ReadonlyMap<string, bigint> | undefined
  /** The digest of all ticks up to this one, where they are folded. */
  readonly runDigest?: bigint | undefined
}

/** What a moment is copied from. */
export interface Moment extends ReadableState {
  readonly tick: number
  readonly rule: Rule
  readonly runDigest: bigint | undefined
  readonly bits: BitOrders | undefined
  readTallies(): Promise<ReadonlyMap<string, bigint>>
}

/**
 * A copy of a moment.
 *
 * @throws {StateTooLargeError} when it has too many cells to be held as bytes.
 */
export async function copyMoment(moment: Moment): Promise<Snapshot> {
  const { tick, rule, background, runDigest } = moment
  const planes = await keepPlanes(moment)
  const bits = moment.bits?.store.save()
  const refusalCount = moment.bits?.refusalCount
  const routing = moment.bits?.traffic?.save()
  const tallies = await moment.readTallies()
  const state = await readState(moment)
  const living = { bits, refusalCount, routing }
  return { tick, rule, background, planes, ...living, tallies, runDigest, ...state }
}

/** @throws {SnapshotMismatchError} when a snapshot is of a world of another size. */
export function assertFits({ cells }: Snapshot, size: Size): void {
  if (isUnbounded(size) || cells.length === countCells(size)) return
  throw new SnapshotMismatchError({
    cellsInSnapshot: cells.length,
    cellsInWorld: countCells(size),
  })
}
