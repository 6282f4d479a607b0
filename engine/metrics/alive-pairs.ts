/** Pairs of live cells at a distance along an axis, counted as bits. */
import { countCells, type Size } from '../lattice/size.ts'
import { countOnes } from '../math/word-bits.ts'
import { isJoined } from './extended-cells.ts'
import { type Axis, alongAxes } from './measured-axes.ts'
import type { MeasuredState } from './measured-state.ts'
import { type PackedWorld, packWorld } from './packed-world.ts'

type PairedState = Pick<MeasuredState, 'size' | 'topology' | 'cells'>

/** The pairs of a state along some of its axes, up to a distance. */
export class AlivePairs {
  readonly #size: Size
  readonly #isJoined: boolean
  readonly #packed: PackedWorld

  /** @param reach the longest distance that will be asked for. */
  constructor(state: PairedState, axes: readonly Axis[], reach: number) {
    this.#size = state.size
    this.#isJoined = isJoined(state.topology)
    this.#packed = packWorld(state, alongAxes(axes, reach, 0))
  }

  /**
   * How many cells live of which the one that lies so far along the axis, across a joined face, lives too.
   *
   * @param distance at most the reach.
   */
  countAlive(axis: Axis, distance: number): number {
    const { bits, rowWords, layerWords } = this.#packed
    const { x, y, z } = this.#size
    const step = { x: 0, y: rowWords * distance, z: layerWords * distance }[axis]
    const shift = axis === 'x' ? distance : 0
    const words = x >>> 5
    const lastMask = (1 << (x & 31)) - 1
    let pairs = 0
    for (let layer = 0; layer < z; layer++) {
      for (let row = 0; row < y; row++) {
        const from = layer * layerWords + row * rowWords
        const to = from + step + (shift >>> 5)
        const bit = shift & 31
        pairs +=
          bit === 0 ? countAligned(bits, from, to, words) : countShifted(bits, from, to, bit, words)
        if (lastMask === 0) continue
        const low = bits[to + words]! >>> bit
        const high = bit === 0 ? 0 : bits[to + words + 1]! << (32 - bit)
        pairs += countOnes(bits[from + words]! & (low | high) & lastMask)
      }
    }
    return pairs
  }

  /** How many pairs of cells there are at this distance, live or not. */
  countAll(axis: Axis, distance: number): number {
    return countPairs(this.#size, axis, distance, this.#isJoined)
  }
}

/** Pairs of cells of a world at a distance along an axis: one for every cell where the axis is joined. */
export function countPairs(size: Size, axis: Axis, distance: number, joined: boolean): number {
  const all = countCells(size)
  return joined ? all : (all / size[axis]) * Math.max(0, size[axis] - distance)
}

/** Ones that two runs of words share. */
function countAligned(bits: Int32Array, from: number, to: number, words: number): number {
  let ones = 0
  for (let i = 0; i < words; i++) ones += countOnes(bits[from + i]! & bits[to + i]!)
  return ones
}

/** The same where the second is shifted down by 1 to 31. */
function countShifted(
  bits: Int32Array,
  from: number,
  to: number,
  shift: number,
  words: number,
): number {
  let ones = 0
  let word = bits[to]!
  for (let i = 0; i < words; i++) {
    const next = bits[to + i + 1]!
    ones += countOnes(bits[from + i]! & ((word >>> shift) | (next << (32 - shift))))
    word = next
  }
  return ones
}
