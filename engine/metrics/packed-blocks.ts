/**
 * Counts the blocks of a world of two states, several neighbors at a time.
 *
 * Blocks that follow each other along a row share most of their cells, so rows are cut into
 * stretches of a few blocks, and stretches are counted. What kinds of blocks a kind of stretch is
 * made of is worked out once for each kind, and not for each stretch.
 */
import type { Size } from '../lattice/size.ts'
import type { PackedWorld } from './packed-world.ts'

/** Bits of a stretch, unless a single block has more: the counts of all kinds fit into the nearest cache. */
const STRETCH_BITS = 14

/** @param corners sites at which a block begins, along each axis. */
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
  const most = Math.floor(STRETCH_BITS / rows.length)
  const length = Math.max(most, block.x)
  const blocks = length - block.x + 1
  const stretches = blocks === 1 ? counts : new Uint32Array(2 ** (length * rows.length))
  for (let z = 0; z < corners.z; z++) {
    for (let y = 0; y < corners.y; y++) {
      const row = z * layerWords + y * rowWords
      let x = 0
      for (; x + blocks <= corners.x; x += blocks) {
        const code = readCode(bits, row, rows, x, length)
        stretches[code]!++
      }
      for (; x < corners.x; x++) {
        const code = readCode(bits, row, rows, x, block.x)
        counts[code]!++
      }
    }
  }
  if (blocks > 1) cutStretches(counts, stretches, { length, rows: rows.length, width: block.x })
}

/** So many cells of each of a block's rows, those of the first row least significant. */
function readCode(
  bits: Int32Array,
  row: number,
  rows: readonly number[],
  x: number,
  length: number,
): number {
  const mask = (1 << length) - 1
  const word = row + (x >>> 5)
  const shift = x & 31
  let code = 0
  for (let i = 0; i < rows.length; i++) {
    const at = word + rows[i]!
    // Two shifts, since one by 32 would be none.
    const cells = (bits[at]! >>> shift) | ((bits[at + 1]! << 1) << (31 - shift))
    code |= (cells & mask) << (i * length)
  }
  return code
}

/** Adds what stretches are made of: the blocks that begin at each of their cells but the last. */
function cutStretches(
  counts: Uint32Array,
  stretches: Uint32Array,
  { length, rows, width }: { length: number; rows: number; width: number },
): void {
  const mask = (1 << width) - 1
  for (let stretch = 0; stretch < stretches.length; stretch++) {
    const count = stretches[stretch]!
    if (count === 0) continue
    for (let first = 0; first + width <= length; first++) {
      let code = 0
      for (let row = 0; row < rows; row++) {
        code |= ((stretch >>> (row * length + first)) & mask) << (row * width)
      }
      counts[code]! += count
    }
  }
}
