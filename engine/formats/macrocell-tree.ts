/**
 * The quadtree of a macrocell file as flat tables, and its lines.
 *
 * Node n (from 1; 0 is empty space of any size) is a square of 2^level cells a side. Its four words
 * are the children nw, ne, sw, se; in a leaf of 2x2 cells they are the states; in a leaf of 8x8
 * cells the first two hold its rows as bits, four rows a word, the lowest bit first. A child that
 * holds no live cell is stored as 0 whatever the file calls it, so a walk never enters empty space.
 */
import { PatternLimitError } from './errors.ts'
import { MAX_MACROCELL_LEVEL, MAX_MACROCELL_NODES } from './limits.ts'
import { resize } from './resize.ts'
import { placeAt, skipSpace, unexpectedAt } from './text-lines.ts'

/** Level of a two-state leaf, 8x8 cells. */
export const BIT_LEAF_LEVEL = 3
/** Level of a multi-state leaf, 2x2 cells. */
export const STATE_LEAF_LEVEL = 1
/**
 * The row of Golly's plane that lies just below the root's center; the column is 0 (Golly Help,
 * "File Formats": the southeast child begins at x = 0, y = 1).
 */
export const CENTER_Y = 1

const STAR = 42
const DOLLAR = 36
const DOT = 46

export class MacrocellTree {
  /** Nodes so far; the last one is the root. */
  nodeCount = 0
  private levels = new Uint16Array(256)
  private words = new Uint32Array(4 * 256)
  /** 1 where a level-3 node is a leaf of bits. */
  private bitLeaves = new Uint8Array(256)

  /** The last node, or 0 where that holds no live cell. */
  get root(): number {
    return this.isEmpty(this.nodeCount) ? 0 : this.nodeCount
  }

  levelOf(node: number): number {
    return this.levels[node]!
  }

  isLeaf(node: number): boolean {
    return this.levels[node] === STATE_LEAF_LEVEL || this.bitLeaves[node] === 1
  }

  isBitLeaf(node: number): boolean {
    return this.bitLeaves[node] === 1
  }

  /** Word 0 to 3 of a node: nw, ne, sw, se. */
  word(node: number, index: number): number {
    return this.words[4 * node + index]!
  }

  /**
   * Adds the node that a line describes.
   *
   * @throws {PatternError} where the line is no node, or names children that are not there or are
   * not half its size.
   */
  addLine(bytes: Uint8Array, start: number, end: number): void {
    const node = this.nodeCount + 1
    if (node > MAX_MACROCELL_NODES) {
      throw new PatternLimitError({
        ...placeAt('macrocell', bytes, start),
        what: 'a number of nodes',
        found: node,
        limit: MAX_MACROCELL_NODES,
      })
    }
    if (node >= this.levels.length) this.grow()
    const first = bytes[start]
    if (first === DOT || first === STAR || first === DOLLAR) {
      this.readBitLeaf(bytes, start, end, node)
    } else {
      this.readNode(bytes, start, end, node)
    }
    this.nodeCount = node
  }

  private readBitLeaf(bytes: Uint8Array, start: number, end: number, node: number): void {
    let x = 0
    let y = 0
    for (let at = start; at < end; at++) {
      const byte = bytes[at]
      const isCell = byte === DOT || byte === STAR
      if (y > 7 || (isCell && x > 7) || (!isCell && byte !== DOLLAR)) {
        throw unexpectedAt('macrocell', bytes, at, 'a leaf of 8 rows of 8 cells in ". * $"')
      }
      if (byte === STAR) this.words[4 * node + (y >> 2)]! |= 1 << (8 * (y & 3) + x)
      x = byte === DOLLAR ? 0 : x + 1
      if (byte === DOLLAR) y++
    }
    this.levels[node] = BIT_LEAF_LEVEL
    this.bitLeaves[node] = 1
  }

  private readNode(bytes: Uint8Array, start: number, end: number, node: number): void {
    const integer = { value: 0, end: start }
    readNumber(bytes, start, end, integer)
    const level = integer.value
    if (level > MAX_MACROCELL_LEVEL) {
      throw new PatternLimitError({
        ...placeAt('macrocell', bytes, start),
        what: 'a level (the logarithm of a size)',
        found: level,
        limit: MAX_MACROCELL_LEVEL,
      })
    }
    if (level < STATE_LEAF_LEVEL) {
      throw unexpectedAt('macrocell', bytes, start, 'a level from 1 on')
    }
    for (let child = 0; child < 4; child++) {
      const at = skipSpace(bytes, integer.end, end)
      readNumber(bytes, at, end, integer)
      if (level === STATE_LEAF_LEVEL) {
        if (integer.value > 255) throw unexpectedAt('macrocell', bytes, at, 'a state from 0 to 255')
      } else if (integer.value >= node) {
        throw unexpectedAt('macrocell', bytes, at, `a node of an earlier line (0 to ${node - 1})`)
      } else if (integer.value !== 0 && this.levels[integer.value] !== level - 1) {
        const wanted = `a node of level ${level - 1} (this one has ${this.levels[integer.value]})`
        throw unexpectedAt('macrocell', bytes, at, wanted)
      }
      const isSpace = level > STATE_LEAF_LEVEL && this.isEmpty(integer.value)
      this.words[4 * node + child] = isSpace ? 0 : integer.value
    }
    const rest = skipSpace(bytes, integer.end, end)
    if (rest < end) throw unexpectedAt('macrocell', bytes, rest, 'the end of the line')
    this.levels[node] = level
  }

  private isEmpty(node: number): boolean {
    const { words } = this
    const at = 4 * node
    return (words[at]! | words[at + 1]! | words[at + 2]! | words[at + 3]!) === 0
  }

  private grow(): void {
    const capacity = 2 * this.levels.length
    this.levels = resize(this.levels, capacity)
    this.words = resize(this.words, 4 * capacity)
    this.bitLeaves = resize(this.bitLeaves, capacity)
  }
}

/** Any node number and level is far below this; larger ones are no number of ours. */
const MAX_NUMBER = 2 ** 40

function readNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: { value: number; end: number },
): void {
  let value = 0
  let at = start
  for (; at < end; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) break
    value = Math.min(value * 10 + digit, MAX_NUMBER)
  }
  if (at === start) {
    throw unexpectedAt('macrocell', bytes, start, 'a node: a level and four whole numbers')
  }
  into.value = value
  into.end = at
}
