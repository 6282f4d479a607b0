/**
 * The nodes of a quadtree with memory: equal squares are one node, and each remembers its future.
 *
 * They lie in the memory of a WebAssembly module (`quad-module.ts`), whose code finds, makes and
 * advances them; this class grows and collects that memory, and lets the rest of the room look at
 * it. Finding and making nodes never moves or frees another. That happens in `makeRoom` only, which
 * is called where everything still needed hangs on `root`, on `pinned` or on the stack.
 */
import { PAGE_BYTES } from '../../forge/wasm/module-builder.ts'
import { AdvanceOverError } from './errors.ts'
import { FULL, LEAF_LEVEL, MARKS, NODE_BYTES, NODE_WORDS } from './node-layout.ts'
import { sweepNodes } from './node-sweeper.ts'
import type { PlaneRule } from './plane-rule.ts'
import {
  type MemoryPlan,
  planMemory,
  SLOTS_ADDRESS,
  SPARE_NODES,
  STACK_ADDRESS,
  STACK_LENGTH,
  slotsFor,
} from './quad-memory.ts'
import { createQuadInstance, type QuadInstance } from './quad-module.ts'

/** Numbers of advances fit a word beside a mark. */
const MAX_ADVANCES = 2 ** 30

/** Squares that are advanced between two questions whether to go on: some milliseconds of work. */
const SQUARES_AT_ONCE = 2 ** 12

/** Nodes put into a new table in one call: code that is called again is code that is optimized. */
const PLACED_AT_ONCE = 2 ** 12

export class NodeStore {
  /** The words of all nodes, and the stack. Replaced where memory grows, so hold them no longer. */
  words = new Int32Array(0)
  stack = new Int32Array(0)
  root = 0
  /** More nodes to keep; 0 is skipped. */
  pinned: Int32Array | undefined
  /** Asked now and then while nodes are advanced; true breaks the advance off. */
  isOver: (() => boolean) | undefined
  readonly instance: QuadInstance

  readonly #plan: MemoryPlan
  readonly #refuse: () => Error
  #capacity: number
  #maxCapacity: number
  #empties: number[] = []
  #advanceNumber = 1

  /**
   * @param maxBytes for nodes and table; 2 MiB at least are taken.
   * @param refuse makes the error that is thrown when the memory does not do.
   */
  constructor(rule: PlaneRule, maxBytes: number, refuse: () => Error) {
    this.#plan = planMemory(maxBytes)
    this.#refuse = refuse
    this.#capacity = this.#plan.firstCapacity
    this.#maxCapacity = this.#plan.maxCapacity
    this.instance = createQuadInstance(rule, this.#plan, () => this.makeRoom())
    this.reset()
  }

  /** Forgets all nodes and makes those of empty squares anew. */
  reset(): void {
    const { variables } = this.instance
    this.#lookAgain()
    variables.firstFree.value = 0
    variables.end.value = 1
    variables.spare.value = this.#capacity - 1
    variables.depth.value = 0
    this.#clearSlots()
    this.pinned = undefined
    this.#empties = [0, 0, 0, this.find(0, 0, 0, 0)]
    this.root = this.emptyOf(LEAF_LEVEL + 1)
    this.#advanceNumber = 0
    this.startAdvance()
  }

  /** Nodes that have been made, though they may be free again, are below this number. */
  get end(): number {
    return this.instance.variables.end.value
  }

  /** Entries of the stack in use. */
  get depth(): number {
    return this.instance.variables.depth.value
  }

  set depth(depth: number) {
    this.instance.variables.depth.value = depth
  }

  /** The node of these children, or the leaf of these rows (two words, then 0 and 0). */
  find(nw: number, ne: number, sw: number, se: number): number {
    return this.instance.find(nw, ne, sw, se)
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

  /** From here on `PART` results of earlier advances are not true any more. */
  startAdvance(): void {
    this.#advanceNumber++
    if (this.#advanceNumber === MAX_ADVANCES) {
      this.#advanceNumber = 1
      for (let node = 1; node < this.end; node++) this.words[NODE_WORDS * node + MARKS] = 0
    }
    this.instance.variables.partMark.value = this.#advanceNumber << 1
  }

  /**
   * Sees to it that enough nodes for a while are free: grows, or else collects.
   *
   * @throws what `refuse` makes, when too little could be freed; the stack is empty then.
   * @throws {AdvanceOverError} when `isOver` says so.
   */
  makeRoom(): void {
    const { patience } = this.instance.variables
    if (patience.value < 0) {
      patience.value = SQUARES_AT_ONCE
      if (this.isOver?.()) throw new AdvanceOverError()
    }
    if (this.instance.variables.spare.value >= SPARE_NODES) return
    if (this.#capacity < this.#maxCapacity && this.#grow()) return
    this.#collect()
  }

  /** Tells whether the machine had the memory. */
  #grow(): boolean {
    const { memory, variables } = this.instance
    // Nodes that are never made cost nothing, and filling the table anew costs more each time.
    const capacity = Math.min(4 * this.#capacity, this.#maxCapacity)
    const pages = Math.ceil((this.#plan.nodesAddress + NODE_BYTES * capacity) / PAGE_BYTES)
    try {
      memory.grow(pages - memory.buffer.byteLength / PAGE_BYTES)
    } catch {
      this.#maxCapacity = this.#capacity
      return false
    }
    // Where the table stays as large as it was, filling it anew would only make a pause wait.
    const isLargerTable = slotsFor(capacity) !== slotsFor(this.#capacity)
    variables.spare.value += capacity - this.#capacity
    this.#capacity = capacity
    this.#lookAgain()
    if (isLargerTable) {
      this.#clearSlots()
      this.#placeAll()
    }
    return true
  }

  #collect(): void {
    const { variables } = this.instance
    const { words, root, stack, depth, pinned } = this
    const { liveCount, firstFree } = sweepNodes({
      words,
      end: this.end,
      roots: [root, ...this.#empties, ...stack.subarray(0, depth), ...(pinned ?? [])],
      advanceNumber: this.#advanceNumber,
      maxWithFutures: 0.75 * this.#capacity,
    })
    variables.firstFree.value = firstFree
    variables.spare.value = this.#capacity - 1 - liveCount
    this.#clearSlots()
    this.#placeAll()
    // With less than a sixteenth won, collecting would soon be all that is done.
    if (variables.spare.value >= SPARE_NODES + this.#capacity / 16) return
    this.depth = 0
    throw this.#refuse()
  }

  #lookAgain(): void {
    const { buffer } = this.instance.memory
    const { nodesAddress } = this.#plan
    this.words = new Int32Array(buffer, nodesAddress, NODE_WORDS * this.#capacity)
    this.stack = new Int32Array(buffer, STACK_ADDRESS, STACK_LENGTH)
  }

  #clearSlots(): void {
    const { memory, variables } = this.instance
    const slots = slotsFor(this.#capacity)
    variables.slotShift.value = 32 - Math.log2(slots)
    new Int32Array(memory.buffer, SLOTS_ADDRESS, slots).fill(0)
  }

  #placeAll(): void {
    const { end } = this
    for (let from = 1; from < end; from += PLACED_AT_ONCE) {
      this.instance.place(from, Math.min(from + PLACED_AT_ONCE, end))
    }
  }
}
