/** Cells as bytes to bits of rows and back, where a range of cells lies in a bit layout. */
import { bitInPlane } from '../../forge/bit-step.ts'
import { type BitLayout, rowIndexOf } from '../../forge/wgsl/bit-layout.ts'

/** Part of a row. Rows are numbered through all layers. */
export interface RowPart {
  readonly row: number
  /** First cell of the part in its row. */
  readonly x: number
  readonly length: number
  /** Where the part begins in the range of cells. */
  readonly at: number
}

/** The rows that a range of cells lies in. */
export function* listRowParts(
  { size }: BitLayout,
  firstCell: number,
  count: number,
): Generator<RowPart> {
  for (let at = 0; at < count; ) {
    const cell = firstCell + at
    const x = cell % size.x
    const length = Math.min(size.x - x, count - at)
    yield { row: Math.floor(cell / size.x), x, length, at }
    at += length
  }
}

/** Index of the word with the first cells of a row, in the first plane. */
export function wordOfRow(layout: BitLayout, row: number): number {
  const { y } = layout.size
  return rowIndexOf(layout, row % y, Math.floor(row / y))
}

/**
 * Puts a plane's bits of part of a row into the row's words.
 *
 * @param from where the row begins in `words`.
 */
export function packRow(
  cells: Uint8Array,
  plane: number,
  { x, length, at }: RowPart,
  words: Uint32Array,
  from: number,
): void {
  for (let i = 0; i < length; ) {
    const bit = (x + i) & 31
    const count = Math.min(32 - bit, length - i)
    const place = from + ((x + i) >>> 5)
    let packed = 0
    for (let j = 0; j < count; j++) packed |= bitInPlane(cells[at + i + j]!, plane) << (bit + j)
    const mask = (0xffffffff >>> (32 - count)) << bit
    words[place] = (words[place]! & ~mask) | packed
    i += count
  }
}

/**
 * Adds what a plane's words of part of a row say of the states, a number for each bit that is 1.
 *
 * @param from where the row begins in `words`.
 */
export function unpackRow(
  words: Uint32Array,
  from: number,
  value: number,
  { x, length, at }: RowPart,
  into: Uint8Array,
): void {
  for (let i = 0; i < length; ) {
    const bit = (x + i) & 31
    const count = Math.min(32 - bit, length - i)
    let rest = words[from + ((x + i) >>> 5)]! >>> bit
    for (let j = 0; j < count; j++, rest >>>= 1) into[at + i + j]! |= rest & 1 ? value : 0
    i += count
  }
}
