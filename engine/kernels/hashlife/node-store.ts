/**
 * The nodes of a quadtree with memory: equal squares are one node, and each remembers its future.
 *
 * How a node lies in memory is told in `node-layout.ts`. An open-addressing table of node numbers
 * finds the node of given words. Beside the number it keeps six bits of the hash, which spare most
 * looks at nodes that are not the one.
 *
 * Finding and making nodes never moves or frees another. Memory grows and is collected in
 * `makeRoom` only, which callers invoke where everything they still need hangs on `root`, on
 * `pinned` or on the stack.
 */
import {
  COUNT,
  FREE,
  FULL,
  LEAF_LEVEL,
  MARKS,
  MAX_LEVEL,
  NE,
  NODE_WORDS,
  PART,
  SE,
  SW,
} from './node-layout.ts'
import { sweepNodes } from './node-sweeper.ts'

/** Node numbers are below 2^26; the hash fills the six bits above. */
const NUMBER_BITS = 0x03ff_ffff

const FIRST_CAPACITY = 2 ** 15

/**
 * Nodes that are free when `makeRoom` returns. Between two calls of it an advance makes at most 19
 * a level on its way back up, and no tree has more than MAX_LEVEL levels.
 */
const SPARE_NODES = 2 ** 13

/** Nine nodes a level. */
const STACK_LENGTH = 9 * (MAX_LEVEL + 1)

/** Numbers of advances fit a word beside a mark. */
const MAX_ADVANCES = 2 ** 30

/** Bytes of a node, and of a slot of the table. */
const NODE_BYTES = 32
const SLOT_BYTES = 4

/** The share of slots that may be taken: fuller tables are slow to search in vain. */
const MAX_LOAD = 0.75

export class NodeStore {
  /** The words of all nodes. Replaced when the store grows, so hold it no longer than that. */
  words: Int32Array
  /** Nodes that somebody is at work on; entries from `depth` on are free to use. */
  readonly stack = new Int32Array(STACK_LENGTH)
  depth = 0
  root: number
  /** More nodes to keep; 0 is skipped. */
  pinned: Int32Array | undefined
  /** The number of the advance whose `PART` results are still true. */
  advanceNumber = 1

  readonly #maxCapacity: number
  readonly #empties: number[]
  readonly #refuse: () => Error
  /** Node numbers from 1 to `#end - 1` have been given out; those below may be free again. */
  #end = 1
  #firstFree = 0
  #spare: number
  #slots: Int32Array
  /** 32 minus the logarithm of the number of slots. */
  #shift: number

  /**
   * @param maxBytes for nodes and table; 2 MiB at least are taken.
   * @param refuse makes the error that is thrown when the memory does not do.
   */
  constructor(maxBytes: number, refuse: () => Error) {
    this.#maxCapacity = Math.max(FIRST_CAPACITY, capacityOf(maxBytes))
    this.#refuse = refuse
    this.words = new Int32Array(NODE_WORDS * FIRST_CAPACITY)
    this.#spare = FIRST_CAPACITY - 1
    this.#slots = new Int32Array(slotsFor(FIRST_CAPACITY))
    this.#shift = Math.clz32(this.#slots.length - 1)
    const leaf = this.find(0, 0, 0, 0)
    this.#empties = [0, 0, 0, leaf]
    this.root = this.emptyOf(LEAF_LEVEL + 1)
  }

  /** Nodes given out so far, free ones among them, are below this number. */
  get end(): number {
    return this.#end
  }

  /** The empty square of a level from LEAF_LEVEL on. */
  emptyOf(level: number): number {
    for (let next = this.#empties.length; next <= level; next++) {
      const child = this.#empties[next - 1]!
      const node = this.find(child, child, child, child)
      this.words[NODE_WORDS * node + FULL] = child
      this.#empties.push(node)
    }
    return this.#empties[level]!
  }

  /** The node of these children, or the leaf of these rows (two words, then 0 and 0). */
  find(nw: number, ne: number, sw: number, se: number): number {
    const { words } = this
    const slots = this.#slots
    const mask = slots.length - 1
    const hash = hashOf(nw, ne, sw, se)
    let slot = slotOf(hash, this.#shift)
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (entry >>> 26 === (hash & 63)) {
        const at = (entry & NUMBER_BITS) << 3
        const isSame =
          words[at] === nw &&
          words[at + NE] === ne &&
          words[at + SW] === sw &&
          words[at + SE] === se
        if (isSame) return entry & NUMBER_BITS
      }
      slot = (slot + 1) & mask
    }
    const node = this.#take()
    slots[slot] = node | (hash << 26)
    const at = node << 3
    words[at] = nw
    words[at + NE] = ne
    words[at + SW] = sw
    words[at + SE] = se
    words[at + FULL] = 0
    words[at + PART] = 0
    words[at + MARKS] = 0
    words[at + COUNT] = -1
    return node
  }

  /** From here on `PART` results of earlier advances are not true any more. */
  startAdvance(): void {
    this.advanceNumber++
    if (this.advanceNumber < MAX_ADVANCES) return
    this.advanceNumber = 1
    for (let node = 1; node < this.#end; node++) this.words[NODE_WORDS * node + MARKS] = 0
  }

  /**
   * Sees to it that enough nodes for a while are free: grows, or else collects.
   *
   * @throws what `refuse` makes, when too little could be freed.
   */
  makeRoom(): void {
    if (this.#spare >= SPARE_NODES) return
    if (this.#capacity < this.#maxCapacity) this.#grow()
    else this.#collect()
  }

  #take(): number {
    this.#spare--
    const node = this.#firstFree
    if (node === 0) return this.#end++
    this.#firstFree = this.words[node << 3]!
    return node
  }

  get #capacity(): number {
    return this.words.length / NODE_WORDS
  }

  #grow(): void {
    const before = this.#capacity
    const capacity = Math.min(2 * before, this.#maxCapacity)
    const words = new Int32Array(NODE_WORDS * capacity)
    words.set(this.words)
    this.words = words
    this.#spare += capacity - before
    if (this.#slots.length === slotsFor(capacity)) return
    this.#slots = new Int32Array(slotsFor(capacity))
    this.#shift = Math.clz32(this.#slots.length - 1)
    this.#fillSlots()
  }

  #collect(): void {
    const capacity = this.#capacity
    const { words, root, stack, depth, advanceNumber } = this
    const { liveCount, firstFree } = sweepNodes({
      words,
      end: this.#end,
      roots: [root, ...this.#empties, ...stack.subarray(0, depth), ...(this.pinned ?? [])],
      advanceNumber,
      maxWithFutures: 0.75 * capacity,
    })
    this.#firstFree = firstFree
    this.#spare = capacity - 1 - liveCount
    this.#slots.fill(0)
    this.#fillSlots()
    // With less than a sixteenth free, collecting would soon be all that is done.
    if (this.#spare < Math.max(SPARE_NODES, capacity / 16)) throw this.#refuse()
  }

  #fillSlots(): void {
    const { words } = this
    const slots = this.#slots
    const mask = slots.length - 1
    for (let node = 1; node < this.#end; node++) {
      const at = node << 3
      if (words[at + SW] === FREE) continue
      const hash = hashOf(words[at]!, words[at + NE]!, words[at + SW]!, words[at + SE]!)
      let slot = slotOf(hash, this.#shift)
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = node | (hash << 26)
    }
  }
}

/** A multiplicative hash of four words; the multipliers are primes of xxHash32, as good as any. */
function hashOf(nw: number, ne: number, sw: number, se: number): number {
  const sum =
    (Math.imul(nw, 0x9e37_79b1) +
      Math.imul(ne, 0x85eb_ca77) +
      Math.imul(sw, 0xc2b2_ae3d) +
      Math.imul(se, 0x27d4_eb2f)) |
    0
  return Math.imul(sum ^ (sum >>> 15), 0x165667b1)
}

function slotOf(hash: number, shift: number): number {
  return (hash ^ (hash >>> 13)) >>> shift
}

/** Slots of a table for so many nodes, a power of two. */
function slotsFor(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(capacity / MAX_LOAD))
}

/** The most nodes that fit in so many bytes together with their table. */
function capacityOf(maxBytes: number): number {
  let most = 0
  for (let slots = 2; slots <= 2 ** 27; slots *= 2) {
    const nodes = Math.min((maxBytes - SLOT_BYTES * slots) / NODE_BYTES, MAX_LOAD * slots)
    most = Math.max(most, Math.floor(nodes))
  }
  return Math.min(most, NUMBER_BITS)
}
