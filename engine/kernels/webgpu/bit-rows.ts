/**
 * Cells as bytes to bits of rows and back, where a range of cells lies in a bit layout.
 *
 * Frames are read many times a second, so four cells are moved at a time, as the bytes of a word,
 * wherever they lie at a word of the bytes; the few before and after go one by one.
 */
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

/** Cells, and the words of the buffer they lie in. */
export interface CellBytes {
  readonly bytes: Uint8Array
  readonly fours: Uint32Array
}

/** The same cells with a view of their words, to be made once for all rows. */
export function viewCells(bytes: Uint8Array): CellBytes {
  const { buffer } = bytes
  return { bytes, fours: new Uint32Array(buffer, 0, buffer.byteLength >>> 2) }
}

/** Cells of a part that come before the first that lie in one word of the buffer. */
function countBefore({ byteOffset }: Uint8Array, { at, length }: RowPart): number {
  return Math.min(length, -(byteOffset + at) & 3)
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
  { bytes, fours }: CellBytes,
  plane: number,
  part: RowPart,
  words: Uint32Array,
  from: number,
): void {
  const { at, x, length } = part
  const before = countBefore(bytes, part)
  const putOne = (i: number) => putBits(words, from, x + i, 1, bitInPlane(bytes[at + i]!, plane))
  for (let i = 0; i < before; i++) putOne(i)
  let four = (bytes.byteOffset + at + before) >>> 2
  let i = before
  for (; i + 4 <= length; i += 4, four++) {
    putBits(words, from, x + i, 4, bitsOfFour(fours[four]!, plane))
  }
  for (; i < length; i++) putOne(i)
}

/** Puts the bits of a few cells at their place in a row. */
function putBits(words: Uint32Array, from: number, x: number, count: number, bits: number): void {
  const place = from + (x >>> 5)
  const shift = x & 31
  const mask = 2 ** count - 1
  words[place] = (words[place]! & ~(mask << shift)) | (bits << shift)
  if (shift + count <= 32) return
  const rest = 32 - shift
  words[place + 1] = (words[place + 1]! & ~(mask >>> rest)) | (bits >>> rest)
}

/**
 * Adds what a plane's words of part of a row say of the states, a number for each bit that is 1.
 *
 * @param from where the row begins in `words`.
 * @param value 1 to 128, the bit of the states that the plane holds.
 */
export function unpackRow(
  words: Uint32Array,
  from: number,
  value: number,
  part: RowPart,
  { bytes, fours }: CellBytes,
): void {
  const { at, x, length } = part
  const before = countBefore(bytes, part)
  const addOne = (i: number) => {
    bytes[at + i]! |= ((words[from + ((x + i) >>> 5)]! >>> ((x + i) & 31)) & 1) * value
  }
  for (let i = 0; i < before; i++) addOne(i)
  let four = (bytes.byteOffset + at + before) >>> 2
  let i = before
  for (; i + 4 <= length; i += 4, four++) {
    const place = from + ((x + i) >>> 5)
    const shift = (x + i) & 31
    const word = words[place]! >>> shift
    const bits = shift <= 28 ? word : word | (words[place + 1]! << (32 - shift))
    fours[four]! |= Math.imul(BYTES_OF_FOUR[bits & 15]!, value)
  }
  for (; i < length; i++) addOne(i)
}

/** Bits 0 to 3 as the lowest bits of four bytes. */
const BYTES_OF_FOUR = Uint32Array.from({ length: 16 }, (_, bits) =>
  [0, 1, 2, 3].reduce((bytes, i) => bytes + ((bits >>> i) & 1) * 256 ** i, 0),
)

/** A plane's bits of four states, which are the bytes of a word. */
function bitsOfFour(states: number, plane: number): number {
  const bytes = plane === 0 ? onesOfFour(states) : (states >>> (plane - 1)) & 0x01010101
  // Moves the lowest bits of the bytes next to each other, at the top; nothing else gets there.
  return Math.imul(bytes, 0x10204080) >>> 28
}

/** 1 in each byte of a word that is 1, and 0 in the others. */
function onesOfFour(bytes: number): number {
  const different = bytes ^ 0x01010101
  const isDifferent = ((different & 0x7f7f7f7f) + 0x7f7f7f7f) | different
  return (~isDifferent >>> 7) & 0x01010101
}
