/**
 * Pairs of live cells at a distance along an axis, counted as bits: a word holds 32 cells, so that a
 * distance costs one pass over a 32nd of the world.
 */
import { countCells, type Size } from '../lattice/size.ts'
import { extendCells } from './extended-cells.ts'
import { type Axis, alongAxes } from './measured-axes.ts'
import type { MeasuredState } from './measured-state.ts'

type PairedState = Pick<MeasuredState, 'size' | 'topology' | 'cells'>

/** The live cells of a state, and of what lies beyond its far face along one axis, as bits. */
export class AlivePairs {
  readonly #size: Size
  readonly #axis: Axis
  /** Rows of the extended world, each beginning with a word of its own. */
  readonly #bits: Int32Array
  readonly #wordsPerRow: number
  /** Rows of a layer of the extended world. */
  readonly #rowsPerLayer: number

  /** @param reach the longest distance that will be asked for. */
  constructor(state: PairedState, axis: Axis, reach: number) {
    const { size, cells } = extendCells(state, alongAxes([axis], reach, 0))
    this.#size = state.size
    this.#axis = axis
    this.#rowsPerLayer = size.y
    this.#wordsPerRow = (size.x + 31) >>> 5
    // One word more, so that a row's last word has a next one.
    this.#bits = new Int32Array(this.#wordsPerRow * size.y * size.z + 1)
    packRows(this.#bits, cells, size.x, this.#wordsPerRow)
  }

  /**
   * How many cells live of which the one that lies so far along the axis lives too. Each cell of the world
   * is looked at once as the first of a pair.
   *
   * @param distance at most the reach.
   */
  count(distance: number): number {
    const { x, y, z } = this.#size
    const rowWords = this.#wordsPerRow
    const layerWords = rowWords * this.#rowsPerLayer
    const step = { x: 0, y: rowWords * distance, z: layerWords * distance }[this.#axis]
    const shift = this.#axis === 'x' ? distance : 0
    const words = (x + 31) >>> 5
    const lastMask = -1 >>> (-x & 31)
    let pairs = 0
    for (let layer = 0; layer < z; layer++) {
      for (let row = 0; row < y; row++) {
        const from = layer * layerWords + row * rowWords
        const to = from + step + (shift >>> 5)
        pairs += countRow(this.#bits, from, to, shift & 31, words, lastMask)
      }
    }
    return pairs
  }
}

/** Ones that two runs of bits share, the second shifted down by up to 31. */
function countRow(
  bits: Int32Array,
  from: number,
  to: number,
  shift: number,
  words: number,
  lastMask: number,
): number {
  let ones = 0
  for (let i = 0; i < words; i++) {
    const mask = i === words - 1 ? lastMask : -1
    const low = bits[to + i]! >>> shift
    // A shift by 32 would be one by 0.
    const high = shift === 0 ? 0 : bits[to + i + 1]! << (32 - shift)
    let both = bits[from + i]! & (low | high) & mask
    // Sums of bits by pairs, fours and eights side by side (H. S. Warren, Hacker's Delight, 5-1).
    both -= (both >>> 1) & 0x55555555
    both = (both & 0x33333333) + ((both >>> 2) & 0x33333333)
    both = (both + (both >>> 4)) & 0x0f0f0f0f
    ones += Math.imul(both, 0x01010101) >>> 24
  }
  return ones
}

/** Bit i of word w of a row is its cell 32 w + i. */
function packRows(bits: Int32Array, cells: Uint8Array, width: number, rowWords: number): void {
  const rows = cells.length / width
  for (let row = 0; row < rows; row++) {
    let at = row * width
    for (let word = 0; word < rowWords; word++) {
      const length = Math.min(32, width - 32 * word)
      let packed = 0
      for (let i = 0; i < length; i++) packed |= (cells[at + i] !== 0 ? 1 : 0) << i
      bits[row * rowWords + word] = packed
      at += length
    }
  }
}

/** Pairs at a distance, whose both cells the world has: all cells where the axis is joined. */
export function countPairs(
  size: Size,
  axis: Axis,
  distance: number,
  isJoinedAxis: boolean,
): number {
  const all = countCells(size)
  return isJoinedAxis ? all : (all / size[axis]) * Math.max(0, size[axis] - distance)
}
