/**
 * Which cells of a state live, as bits: 32 to a word, so that counting costs a pass over a 32nd of the
 * world. The world goes on beyond its far faces, as `extended-cells.ts` says.
 */

import { createSiteResolver, type SiteResolver } from '../lattice/site-resolver.ts'
import { flatIndexOf, type Size } from '../lattice/size.ts'
import { isJoined } from './extended-cells.ts'
import type { MeasuredState } from './measured-state.ts'
import { packBits } from './pack-bits.ts'

export interface PackedWorld {
  /** Bit i of word w of a row is its cell 32 w + i; rows begin with a word of their own. */
  readonly bits: Int32Array
  readonly rowWords: number
  readonly layerWords: number
}

/**
 * Packs a state, and as many cells more along each axis as `margin` says: in a joined world those that
 * are met there, else zeros.
 */
export function packWorld(
  { size, topology, cells }: Pick<MeasuredState, 'size' | 'topology' | 'cells'>,
  margin: Size,
): PackedWorld {
  const wide = { x: size.x + margin.x, y: size.y + margin.y, z: size.z + margin.z }
  const rowWords = (wide.x + 31) >>> 5
  const layerWords = rowWords * wide.y
  // Two words more, so that the last word of a row has next ones.
  const bits = new Int32Array(layerWords * wide.z + 2)
  const flat = packBits(cells)
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = z * layerWords + y * rowWords
      copyBits(bits, row, flat, flatIndexOf(size, 0, y, z), size.x)
    }
  }
  const packed = { bits, rowWords, layerWords }
  if (topology.kind === 'torus') wrapRows(packed, size, wide)
  else if (isJoined(topology)) {
    resolveRows(packed, cells, size, wide, createSiteResolver(size, topology))
  }
  return packed
}

/** Copies so many bits, from one on, to where a word begins; the rest of the last word is zeros. A word stands behind the last one that is read. */
export function copyBits(
  to: Int32Array,
  word: number,
  flat: Int32Array,
  from: number,
  count: number,
) {
  const first = from >>> 5
  const shift = from & 31
  const words = (count + 31) >>> 5
  for (let i = 0; i < words; i++) {
    // Two shifts, since one by 32 would be none.
    to[word + i] = (flat[first + i]! >>> shift) | ((flat[first + i + 1]! << 1) << (31 - shift))
  }
  const rest = count & 31
  if (rest !== 0) to[word + words - 1]! &= (1 << rest) - 1
}

function setBit(bits: Int32Array, row: number, x: number, state: number): void {
  bits[row + (x >>> 5)]! |= (state === 0 ? 0 : 1) << (x & 31)
}

/** Each axis begins anew where it ends, however often. */
function wrapRows(packed: PackedWorld, size: Size, wide: Size): void {
  const { bits, rowWords, layerWords } = packed
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = z * layerWords + y * rowWords
      repeatBits(bits, row, size.x, wide.x)
    }
    const layer = z * layerWords
    for (let y = size.y; y < wide.y; y++) {
      const from = layer + (y % size.y) * rowWords
      bits.copyWithin(layer + y * rowWords, from, from + rowWords)
    }
  }
  for (let z = size.z; z < wide.z; z++) {
    const from = (z % size.z) * layerWords
    bits.copyWithin(z * layerWords, from, from + layerWords)
  }
}

/** Repeats the first bits of a row behind them, up to a length. */
function repeatBits(bits: Int32Array, row: number, period: number, length: number): void {
  const most = Math.min(32, period)
  for (let at = period; at < length; at += most) {
    const from = at - period
    const word = row + (from >>> 5)
    // Two shifts, since one by 32 would be none.
    const read = (bits[word]! >>> (from & 31)) | ((bits[word + 1]! << 1) << (31 - (from & 31)))
    const count = Math.min(most, length - at)
    const written = count === 32 ? read : read & ((1 << count) - 1)
    const to = row + (at >>> 5)
    bits[to]! |= written << (at & 31)
    if ((at & 31) + count > 32) bits[to + 1]! |= (written >>> 1) >>> (31 - (at & 31))
  }
}

function resolveRows(
  { bits, rowWords, layerWords }: PackedWorld,
  cells: Uint8Array,
  size: Size,
  wide: Size,
  resolve: SiteResolver,
): void {
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < wide.y; y++) {
      const row = z * layerWords + y * rowWords
      for (let x = y < size.y ? size.x : 0; x < wide.x; x++) {
        setBit(bits, row, x, cells[resolve(x, y, z)]!)
      }
    }
  }
}
