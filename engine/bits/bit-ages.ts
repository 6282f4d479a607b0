/**
 * When things happened to a bit, in ticks of the run.
 *
 * Columns keep the low 32 bits of a tick. What they stand for is the latest such tick that is not
 * ahead, so it is exact for what happened within the last 2^32 ticks.
 */
import { tickOfLastStep } from '../lattice/zone-clock.ts'
import type { BitStore } from './bit-store.ts'

const wholeTick = (now: number, low: number) => now - ((now - low) >>> 0)

/** The tick at which the bit at a cell was spawned. */
export function insertedAt({ columns, tick }: BitStore, cell: number): number {
  return wholeTick(tick, columns.inserted[cell]!)
}

/** The later of the last command to the bit at a cell and, where it is active, the last step. */
export function updatedAt(store: BitStore, cell: number): number {
  const commanded = wholeTick(store.tick, store.columns.updated[cell]!)
  if (!store.isActive(cell)) return commanded
  return Math.max(commanded, tickOfLastStep(store.zoneOf(cell).clock, store.tick) ?? 0)
}
