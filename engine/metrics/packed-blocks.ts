/**
 * Counts the blocks of a world of two states, several neighbors at a time.
 *
 * The rows that a block lies in are woven into one stream of bits, column after column, so that every
 * block, and every stretch of a few that follow each other, is a window of the stream: two shifts,
 * whatever it has of rows. Stretches are counted where that table fits into the nearest cache; what
 * kinds of blocks a kind of stretch is made of is worked out once for each kind, and not for each stretch.
 */
import type { Size } from '../lattice/size.ts'
import type { PackedWorld } from './packed-world.ts'

/** So many rows are woven at most: the columns of a byte fit into a word. */
export const MAX_WOVEN_ROWS = 4

/** Bits of a stretch, unless a single block has more. */
const STRETCH_BITS = 14

/** Tables of more counts do not fit into the second cache of many processors, where they are of four bytes each. */
const MAX_NEAR_COUNTS = 2 ** 18

/** How a stream of columns is laid out. */
interface Weave {
  /** Bits of a column. */
  readonly rows: number
  /** Columns of a word, a power of two. */
  readonly columns: number
  /** Each byte with its bits apart by the bits of a column. */
  readonly spread: Int32Array
}

/**
 * Adds to the counts of blocks. The first row of a block is least significant in its number, and in a row the first cell.
 *
 * @param corners sites at which a block begins, along each axis.
 * @param block of MAX_WOVEN_ROWS rows at most.
 */
export function addPackedBlocks(
  counts: Uint32Array,
  { bits, rowWords, layerWords }: PackedWorld,
  corners: Size,
  block: Size,
): void {
  const rows: number[] = []
  for (let z = 0; z < block.z; z++) {
    for (let y = 0; y < block.y; y++) rows.push(z * layerWords + y * rowWords)
  }
  const weave = planWeave(rows.length)
  const counter = new WindowCounter(weave, block.x, rows.length === 1 ? counts : undefined)
  // One word more, so that the last has a next one.
  const stream = new Int32Array((rowWords * 32) / weave.columns + 1)
  for (let z = 0; z < corners.z; z++) {
    for (let y = 0; y < corners.y; y++) {
      weaveRows(stream, weave, bits, z * layerWords + y * rowWords, rows, rowWords)
      counter.count(stream, corners.x)
    }
  }
  counter.addTo(counts)
}

function planWeave(rows: number): Weave {
  const spread = Int32Array.from({ length: 256 }, (_, byte) => {
    let apart = 0
    for (let bit = 0; bit < 8; bit++) apart |= ((byte >>> bit) & 1) << (bit * rows)
    return apart
  })
  return { rows, columns: rows === 1 ? 32 : rows === 2 ? 16 : 8, spread }
}

function weaveRows(
  stream: Int32Array,
  { rows: columnBits, columns, spread }: Weave,
  bits: Int32Array,
  first: number,
  rows: readonly number[],
  rowWords: number,
): void {
  stream.fill(0)
  const bytesMask = (columns >>> 3) - 1
  const wordShift = 31 - Math.clz32(columns >>> 3)
  for (let row = 0; row < rows.length; row++) {
    const from = first + rows[row]!
    for (let byte = 0; byte < 4 * rowWords; byte++) {
      const cells = (bits[from + (byte >>> 2)]! >>> ((byte & 3) << 3)) & 0xff
      const shift = (byte & bytesMask) * 8 * columnBits + row
      stream[byte >>> wordShift]! |= spread[cells]! << shift
    }
  }
}

/** Counts windows of a stream: blocks, and stretches of them. */
class WindowCounter {
  readonly #weave: Weave
  readonly #width: number
  /** Blocks of a stretch: a power of two. */
  readonly #blocks: number
  /** By their bits; the same array where a stretch is one block. */
  readonly #byStretch: Uint32Array
  readonly #byBlock: Uint32Array
  /** What was counted of each block beyond what `#byBlock` has, where that is large: a byte is near. */
  readonly #near: Uint8Array | undefined

  /**
   * @param width columns of a block.
   * @param counts where blocks are counted at once: where their windows are their numbers, as in one row.
   */
  constructor(weave: Weave, width: number, counts: Uint32Array | undefined) {
    const bitsOf = (blocks: number) => (blocks + width - 1) * weave.rows
    let blocks = 1
    while (blocks < 8 && bitsOf(2 * blocks) <= STRETCH_BITS) blocks *= 2
    this.#weave = weave
    this.#width = width
    this.#blocks = blocks
    this.#byBlock = counts ?? new Uint32Array(2 ** bitsOf(1))
    const { length } = this.#byBlock
    this.#near = length > MAX_NEAR_COUNTS ? new Uint8Array(length) : undefined
    this.#byStretch = blocks === 1 ? this.#byBlock : new Uint32Array(2 ** bitsOf(blocks))
  }

  /** Counts the blocks that begin at so many columns from the first on. */
  count(stream: Int32Array, columns: number): void {
    if (this.#near !== undefined) {
      countNear(this.#near, this.#byBlock, this.#weave, stream, columns)
      return
    }
    const whole = columns - (columns % this.#blocks)
    countWindows(this.#byStretch, this.#weave, stream, 0, whole, this.#blocks)
    countWindows(this.#byBlock, this.#weave, stream, whole, columns, 1)
  }

  /** Adds what was counted by the numbers of blocks. */
  addTo(counts: Uint32Array): void {
    const { rows } = this.#weave
    const byBlock = this.#byBlock
    if (this.#near !== undefined) addNear(byBlock, this.#near)
    if (this.#blocks > 1) cutStretches(byBlock, this.#byStretch, this.#blocks, rows)
    if (byBlock === counts) return
    const columnOf = Int32Array.from({ length: 2 ** rows }, (_, column) => {
      let cells = 0
      for (let row = 0; row < rows; row++) cells |= ((column >>> row) & 1) << (row * this.#width)
      return cells
    })
    const mask = columnOf.length - 1
    for (let code = 0; code < byBlock.length; code++) {
      const count = byBlock[code]!
      if (count === 0) continue
      let number = 0
      for (let x = 0; x < this.#width; x++) {
        number |= columnOf[(code >>> (x * rows)) & mask]! << x
      }
      counts[number]! += count
    }
  }
}

/** Counts the windows that begin at every so many columns, from one to before another. */
function countWindows(
  counts: Uint32Array,
  { rows, columns }: Weave,
  stream: Int32Array,
  from: number,
  to: number,
  step: number,
): void {
  const mask = counts.length - 1
  const stepBits = step * rows
  const wordBits = columns * rows
  const perWord = 31 - Math.clz32(columns)
  let x = from
  while (x < to) {
    const at = x >>> perWord
    const word = stream[at]!
    // Two shifts, since one by 32 would be none.
    const next = stream[at + 1]! << 1
    const end = Math.min(to, (at + 1) << perWord)
    const endBits = (end - (at << perWord)) * rows
    for (let bit = (x & (columns - 1)) * rows; bit < endBits; bit += stepBits) {
      counts[((word >>> bit) | (next << (wordBits - 1 - bit))) & mask]!++
    }
    x = end
  }
}

/** As `countWindows` for single blocks, in bytes; what these cannot hold is added to the counts. */
function countNear(
  near: Uint8Array,
  counts: Uint32Array,
  { rows, columns }: Weave,
  stream: Int32Array,
  to: number,
): void {
  const mask = near.length - 1
  const wordBits = columns * rows
  const words = Math.ceil(to / columns)
  for (let at = 0; at < words; at++) {
    const word = stream[at]!
    // Two shifts, since one by 32 would be none.
    const next = stream[at + 1]! << 1
    const endBits = Math.min(to - at * columns, columns) * rows
    for (let bit = 0; bit < endBits; bit += rows) {
      const kind = ((word >>> bit) | (next << (wordBits - 1 - bit))) & mask
      const count = near[kind]! + 1
      near[kind] = count
      if (count > 0xff) counts[kind]! += count
    }
  }
}

function addNear(counts: Uint32Array, near: Uint8Array): void {
  for (let kind = 0; kind < near.length; kind++) counts[kind]! += near[kind]!
}

/** Adds what stretches are made of: the blocks that begin at each of their first columns. */
function cutStretches(
  byBlock: Uint32Array,
  byStretch: Uint32Array,
  blocks: number,
  columnBits: number,
): void {
  const mask = byBlock.length - 1
  for (let stretch = 0; stretch < byStretch.length; stretch++) {
    const count = byStretch[stretch]!
    if (count === 0) continue
    for (let first = 0; first < blocks; first++) {
      byBlock[(stretch >>> (first * columnBits)) & mask]! += count
    }
  }
}
