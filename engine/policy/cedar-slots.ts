/**
 * Names under which Cedar keeps what it has parsed.
 *
 * Cedar's own store only ever grows: a name can be given something else but not be taken back. So
 * names are used again, and an instance keeps no more than were ever in use at once.
 */
import type { Cedar } from './cedar.ts'

interface Slots {
  made: number
  readonly free: string[]
}

const slotsOf = new WeakMap<Cedar, Slots>()

/** A name nobody else uses on this instance until it is given back. */
export function takeSlot(cedar: Cedar): string {
  const slots = slotsOf.get(cedar) ?? { made: 0, free: [] }
  slotsOf.set(cedar, slots)
  return slots.free.pop() ?? `slot${slots.made++}`
}

/** Gives a name back, once. */
export function giveSlotBack(cedar: Cedar, slot: string): void {
  slotsOf.get(cedar)?.free.push(slot)
}
