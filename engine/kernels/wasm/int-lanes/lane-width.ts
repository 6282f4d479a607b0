/**
 * How wide the lanes are that hold a number, by the range it is known to lie in.
 *
 * Cells are stepped in chunks of 16. A number of 8 bits is one vector for the whole chunk, one of
 * 16 bits two and one of 32 bits four; these vectors are its *parts*, in the order of the cells.
 * Lanes hold a number modulo 2^width. Whoever widens them knows from the range whether they are
 * signed: they are where the range has negative numbers.
 */
import { INT32_MAX, INT32_MIN } from '../../../math/int32.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'

export type Width = 8 | 16 | 32

/** Cells that are stepped at a time: the bytes of a vector. */
export const CHUNK_CELLS = 16

/** How many vectors hold a chunk. */
export function countParts(width: Width): number {
  return width / 8
}

/** The narrowest lanes that hold every number of a range. */
export function widthOf({ low, high }: NodeRange): Width {
  if (low >= 0) return high < 2 ** 8 ? 8 : high < 2 ** 16 ? 16 : 32
  if (low >= -(2 ** 7) && high < 2 ** 7) return 8
  return low >= -(2 ** 15) && high < 2 ** 15 ? 16 : 32
}

/** Tells whether lanes that hold a range are read as signed. */
export function isSigned({ low }: NodeRange): boolean {
  return low < 0
}

/** The range of the numbers of two ranges together. */
export function unionOf(a: NodeRange, b: NodeRange): NodeRange {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) }
}

/** The range between two ends; all 32 bits when it leaves them, since numbers then wrap. */
export function rangeBetween(low: number, high: number): NodeRange {
  return low < INT32_MIN || high > INT32_MAX ? ALL_NUMBERS : { low, high }
}

/** Every i32. */
export const ALL_NUMBERS: NodeRange = Object.freeze({ low: INT32_MIN, high: INT32_MAX })

/** Tells whether signed lanes of 16 bits hold every number of a range. */
export function isInt16({ low, high }: NodeRange): boolean {
  return low >= -(2 ** 15) && high < 2 ** 15
}

/** The widest of some widths. */
export function widest(...widths: readonly Width[]): Width {
  return widths.includes(32) ? 32 : widths.includes(16) ? 16 : 8
}
