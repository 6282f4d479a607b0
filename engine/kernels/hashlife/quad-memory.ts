/**
 * Where things lie in the memory of a HashLife module: first the stack and the bits of the ticks
 * under way, then the table that finds nodes, then the nodes (`node-layout.ts`).
 *
 * Room for the largest table is set aside at once, so that nodes never have to move. Pages nobody
 * has written to cost nothing.
 */
import { PAGE_BYTES } from '../../forge/wasm/module-builder.ts'
import { MAX_LEVEL, NODE_BYTES } from './node-layout.ts'

/** Nodes that somebody is at work on, a word each: nine a level. */
export const STACK_ADDRESS = 0
export const STACK_LENGTH = 9 * (MAX_LEVEL + 1)

/** A byte a level: bit `level - 3` of the ticks under way, which a node of the level begins with. */
export const FIRST_HALF_ADDRESS = 4 * STACK_LENGTH

/** A byte a level: whether there is any tick to do below bit `level - 2`. */
export const HAS_PART_ADDRESS = FIRST_HALF_ADDRESS + MAX_LEVEL + 1

/** The table's slots, a word each. */
export const SLOTS_ADDRESS = PAGE_BYTES

/**
 * Nodes that are free when the store has made room. Until it does so again, an advance makes at
 * most 19 a level on its way back up.
 */
export const SPARE_NODES = 2 ** 13

/** Node numbers take 26 bits of a slot, so there are fewer than these. */
const MAX_NODES = 2 ** 26

/** The share of slots that may be taken: fuller tables are slow to search in vain. */
const MAX_LOAD = 0.75

const SLOT_BYTES = 4

/** The nodes that memory is asked for at first. */
const FIRST_CAPACITY = 2 ** 15

/** How much a store may grow. */
export interface MemoryPlan {
  readonly firstCapacity: number
  readonly maxCapacity: number
  /** Address of node 0. */
  readonly nodesAddress: number
  readonly minPages: number
  readonly maxPages: number
}

/** Plans for so many bytes of nodes and slots; 2 MiB at least are taken, 4 GiB at most. */
export function planMemory(maxBytes: number): MemoryPlan {
  const maxCapacity = Math.max(FIRST_CAPACITY, capacityOf(Math.min(maxBytes, 2 ** 32 - 2 ** 20)))
  const nodesAddress = SLOTS_ADDRESS + SLOT_BYTES * slotsFor(maxCapacity)
  const pagesFor = (capacity: number) =>
    Math.ceil((nodesAddress + NODE_BYTES * capacity) / PAGE_BYTES)
  return {
    firstCapacity: FIRST_CAPACITY,
    maxCapacity,
    nodesAddress,
    minPages: pagesFor(FIRST_CAPACITY),
    maxPages: pagesFor(maxCapacity),
  }
}

/** Slots of a table for so many nodes, a power of two. */
export function slotsFor(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(capacity / MAX_LOAD))
}

/** The most nodes that fit in so many bytes together with their table. */
function capacityOf(maxBytes: number): number {
  let most = 0
  for (let slots = 2; slots <= 2 * MAX_NODES; slots *= 2) {
    const nodes = Math.min((maxBytes - SLOT_BYTES * slots) / NODE_BYTES, MAX_LOAD * slots)
    most = Math.max(most, Math.floor(nodes))
  }
  return Math.min(most, MAX_NODES - 1)
}
