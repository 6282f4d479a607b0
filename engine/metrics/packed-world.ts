/**
 * Which cells of a state live, as bits: 32 to a word, so that counting costs a pass over a 32nd of the
 * world. The world goes on beyond its far faces, as `extended-cells.ts` says.
 */

import { createSiteResolver, type SiteResolver } from '../lattice/site-resolver.ts'
import { flatIndexOf, type Size } from '../lattice/size.ts'
import { isJoined } from './extended-cells.ts'
import type { MeasuredState } from './measured-state.ts'

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
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = z * layerWords + y * rowWords
      packRow(bits, row, cells, flatIndexOf(size, 0, y, z), size.x)
    }
  }
  const packed = { bits, rowWords, layerWords }
  if (topology.kind === 'torus') wrapRows(packed, cells, size, wide)
  else if (isJoined(topology)) {
    resolveRows(packed, cells, size, wide, createSiteResolver(size, topology))
  }
  return packed
}

function packRow(bits: Int32Array, row: number, cells: Uint8Array, from: number, width: number) {
  const whole = width >>> 5
  let at = from
  for (let word = row; word < row + whole; word++) {
    let packed = 0
    for (let bit = 0; bit < 32; bit += 4) {
      const four =
        isAlive(cells[at]!) |
        (isAlive(cells[at + 1]!) << 1) |
        (isAlive(cells[at + 2]!) << 2) |
        (isAlive(cells[at + 3]!) << 3)
      packed |= four << bit
      at += 4
    }
    bits[word] = packed
  }
  for (let x = whole << 5; x < width; x++) setBit(bits, row, x, cells[from + x]!)
}

/** 1 for all states but 0, without a branch. */
const isAlive = (state: number) => -state >>> 31

function setBit(bits: Int32Array, row: number, x: number, state: number): void {
  bits[row + (x >>> 5)]! |= isAlive(state) << (x & 31)
}

/** Each axis begins anew where it ends, however often. */
function wrapRows(packed: PackedWorld, cells: Uint8Array, size: Size, wide: Size): void {
  const { bits, rowWords, layerWords } = packed
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = z * layerWords + y * rowWords
      const from = flatIndexOf(size, 0, y, z)
      for (let x = size.x; x < wide.x; x++) setBit(bits, row, x, cells[from + (x % size.x)]!)
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
