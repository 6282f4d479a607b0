/**
 * A square of 16x16 cells in eight words: word i has row i in its low half and row i + 8 in its
 * high half, the lowest bit first. Four leaves become such a square by a transposition of bytes.
 */
import { LEAF_LEVEL, NE, SE, SW } from './node-layout.ts'

/** Level of a node that is such a square. */
export const SQUARE_LEVEL = LEAF_LEVEL + 1

/** Copies the cells of a node of SQUARE_LEVEL. */
export function loadSquare(words: Int32Array, node: number, rows: Int32Array): void {
  const at = node << 3
  const nw = words[at]! << 3
  const ne = words[at + NE]! << 3
  const sw = words[at + SW]! << 3
  const se = words[at + SE]! << 3
  for (let half = 0; half < 2; half++) {
    const a = words[nw + half]!
    const b = words[ne + half]!
    const c = words[sw + half]!
    const d = words[se + half]!
    const row = 4 * half
    rows[row] = (a & 0xff) | ((b & 0xff) << 8) | ((c & 0xff) << 16) | (d << 24)
    rows[row + 1] = ((a >>> 8) & 0xff) | (b & 0xff00) | ((c & 0xff00) << 8) | ((d & 0xff00) << 16)
    rows[row + 2] =
      ((a >>> 16) & 0xff) | ((b >>> 8) & 0xff00) | (c & 0xff_0000) | ((d & 0xff_0000) << 8)
    rows[row + 3] =
      (a >>> 24) | ((b >>> 16) & 0xff00) | ((c >>> 8) & 0xff_0000) | (d & 0xff00_0000)
  }
}

/** The first word of the leaf in the middle: rows 4 to 7, columns 4 to 11. */
export function middleNorth(rows: Int32Array): number {
  return (
    ((rows[4]! >>> 4) & 0xff) |
    ((rows[5]! << 4) & 0xff00) |
    ((rows[6]! << 12) & 0xff_0000) |
    ((rows[7]! << 20) & 0xff00_0000)
  )
}

/** The second word of the leaf in the middle: rows 8 to 11, columns 4 to 11. */
export function middleSouth(rows: Int32Array): number {
  return (
    ((rows[0]! >>> 20) & 0xff) |
    ((rows[1]! >>> 12) & 0xff00) |
    ((rows[2]! >>> 4) & 0xff_0000) |
    ((rows[3]! << 4) & 0xff00_0000)
  )
}
