/**
 * HashLife: finds the future of a square from the futures of the squares in it (Gosper, "Exploiting
 * regularities in large cellular spaces", Physica D 10, 1984).
 *
 * A node of level k knows the cells around its center, half its side, long enough to say what they
 * are 2^(k-2) ticks later, and that future is remembered with the node for good. Of any number of
 * ticks, a node of level k has to do the part below 2^(k-2): it lets its nine half-sized squares
 * do 2^(k-3) ticks or none, as that bit of the number says, and the four squares that these make
 * up the rest. So one descent does any number of ticks, whole futures of small squares are shared
 * by all of them, and squares much larger than the number are only cut up, each place once.
 */
import { FULL, MARKS, MAX_LEVEL, NE, NW, PART, SE, SW } from './node-layout.ts'
import type { NodeStore } from './node-store.ts'
import { loadSquare, middleNorth, middleSouth, SQUARE_LEVEL } from './square-rows.ts'
import type { SquareTick } from './square-tick.ts'

/** Bits of the largest number of ticks. */
const TICK_BITS = 53

/** The ticks of an even and of an odd number; alike but for rules whose background blinks. */
export type TickPair = readonly [even: SquareTick, odd: SquareTick]

export class QuadAdvance {
  readonly #store: NodeStore
  readonly #rows = new Int32Array(8)
  /** The number of ticks under way, bit by bit, and whether bits below `level - 2` are set. */
  readonly #tickBits = new Uint8Array(MAX_LEVEL + 1)
  readonly #hasPart = new Uint8Array(MAX_LEVEL + 1)
  #pair: TickPair
  #ticks = 0

  constructor(store: NodeStore, pair: TickPair) {
    this.#store = store
    this.#pair = pair
  }

  /**
   * The center of a node, half its side, some ticks later.
   *
   * Whole futures are always those of the pair that came first: with another pair only one tick
   * may be done.
   *
   * @param ticks below 2^(level - 2), and not 0.
   */
  advance(node: number, level: number, ticks: number, pair: TickPair): number {
    if (ticks !== this.#ticks || pair !== this.#pair) this.#store.startAdvance()
    this.#ticks = ticks
    this.#pair = pair
    let rest = ticks
    let hasPart = 0
    for (let bit = 0; bit <= MAX_LEVEL - 2; bit++) {
      const isSet = bit < TICK_BITS ? rest % 2 : 0
      rest = Math.floor(rest / 2)
      this.#tickBits[bit] = isSet
      hasPart |= isSet
      this.#hasPart[bit + 3] = hasPart
    }
    this.#store.depth = 0
    return this.#part(node, level)
  }

  /** The center of a node 2^(level - 2) ticks later. */
  #full(node: number, level: number): number {
    const store = this.#store
    const known = store.words[(node << 3) + FULL]!
    if (known !== 0) return known
    if (level === SQUARE_LEVEL) {
      const result = this.#advanceSquare(node, 4)
      store.words[(node << 3) + FULL] = result
      return result
    }
    store.makeRoom()
    const { stack } = store
    const at = this.#pushNine(node)
    for (let i = at; i < at + 9; i++) stack[i] = this.#full(stack[i]!, level - 1)
    this.#nineToFour(at)
    for (let i = at; i < at + 4; i++) stack[i] = this.#full(stack[i]!, level - 1)
    const result = this.#popFour(at)
    store.words[(node << 3) + FULL] = result
    return result
  }

  /** The center of a node after those of the ticks under way that are below 2^(level - 2). */
  #part(node: number, level: number): number {
    const store = this.#store
    if (this.#hasPart[level] === 0) return this.#centerOf(node, level)
    const mark = store.advanceNumber << 1
    const known = store.words[(node << 3) + PART]!
    if (known !== 0 && store.words[(node << 3) + MARKS] === mark) return known
    const result = level === SQUARE_LEVEL ? this.#advanceSquare(node, this.#ticks % 4) : this.#partOfNode(node, level)
    store.words[(node << 3) + PART] = result
    store.words[(node << 3) + MARKS] = mark
    return result
  }

  #partOfNode(node: number, level: number): number {
    const store = this.#store
    store.makeRoom()
    const { stack } = store
    const at = this.#pushNine(node)
    if (this.#tickBits[level - 3] === 1) {
      for (let i = at; i < at + 9; i++) stack[i] = this.#full(stack[i]!, level - 1)
    } else {
      for (let i = at; i < at + 9; i++) stack[i] = this.#centerOf(stack[i]!, level - 1)
    }
    this.#nineToFour(at)
    for (let i = at; i < at + 4; i++) stack[i] = this.#part(stack[i]!, level - 1)
    return this.#popFour(at)
  }

  /** Puts the nine half-sized squares of a node on the stack, row by row, and says where. */
  #pushNine(node: number): number {
    const store = this.#store
    const { words, stack } = store
    const nw = words[node << 3]!
    const ne = words[(node << 3) + NE]!
    const sw = words[(node << 3) + SW]!
    const se = words[(node << 3) + SE]!
    const nwNe = words[(nw << 3) + NE]!
    const nwSw = words[(nw << 3) + SW]!
    const nwSe = words[(nw << 3) + SE]!
    const neNw = words[(ne << 3) + NW]!
    const neSw = words[(ne << 3) + SW]!
    const neSe = words[(ne << 3) + SE]!
    const swNw = words[(sw << 3) + NW]!
    const swNe = words[(sw << 3) + NE]!
    const swSe = words[(sw << 3) + SE]!
    const seNw = words[(se << 3) + NW]!
    const seNe = words[(se << 3) + NE]!
    const seSw = words[(se << 3) + SW]!
    const at = store.depth
    stack[at] = nw
    stack[at + 1] = store.find(nwNe, neNw, nwSe, neSw)
    stack[at + 2] = ne
    stack[at + 3] = store.find(nwSw, nwSe, swNw, swNe)
    stack[at + 4] = store.find(nwSe, neSw, swNe, seNw)
    stack[at + 5] = store.find(neSw, neSe, seNw, seNe)
    stack[at + 6] = sw
    stack[at + 7] = store.find(swNe, seNw, swSe, seSw)
    stack[at + 8] = se
    store.depth = at + 9
    return at
  }

  /** Nine squares, row by row, become the four that overlap in the middle one. */
  #nineToFour(at: number): void {
    const store = this.#store
    const { stack } = store
    const north = stack[at + 1]!
    const west = stack[at + 3]!
    const middle = stack[at + 4]!
    const east = stack[at + 5]!
    const south = stack[at + 7]!
    const northeast = store.find(north, stack[at + 2]!, middle, east)
    const southwest = store.find(west, middle, stack[at + 6]!, south)
    stack[at] = store.find(stack[at]!, north, west, middle)
    stack[at + 3] = store.find(middle, east, south, stack[at + 8]!)
    stack[at + 1] = northeast
    stack[at + 2] = southwest
    store.depth = at + 4
  }

  /** Takes four squares from the stack, as one. */
  #popFour(at: number): number {
    const store = this.#store
    const { stack } = store
    store.depth = at
    return store.find(stack[at]!, stack[at + 1]!, stack[at + 2]!, stack[at + 3]!)
  }

  /** The center of a node, half its side, as it is. */
  #centerOf(node: number, level: number): number {
    if (level === SQUARE_LEVEL) return this.#advanceSquare(node, 0)
    const store = this.#store
    const { words } = store
    return store.find(
      words[(words[node << 3]! << 3) + SE]!,
      words[(words[(node << 3) + NE]! << 3) + SW]!,
      words[(words[(node << 3) + SW]! << 3) + NE]!,
      words[(words[(node << 3) + SE]! << 3) + NW]!,
    )
  }

  /** The leaf in the middle of 16x16 cells, up to four ticks later. */
  #advanceSquare(node: number, ticks: number): number {
    const store = this.#store
    const rows = this.#rows
    const [even, odd] = this.#pair
    loadSquare(store.words, node, rows)
    for (let tick = 0; tick < ticks; tick++) (tick % 2 === 0 ? even : odd)(rows)
    return store.find(middleNorth(rows), middleSouth(rows), 0, 0)
  }
}
