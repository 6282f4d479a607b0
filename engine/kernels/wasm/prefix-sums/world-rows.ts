/**
 * How a world's rows lie in the memory: one byte a cell, each row a whole number of chunks, the
 * bytes behind its last cell always 0.
 *
 * A torus less than a chunk wide is run as several copies of itself side by side. That is the same
 * world, seen longer, and spares everything else the case of a chunk that wraps more than once.
 */
import type { Size } from '../../../lattice/size.ts'
import { CHUNK_CELLS, wholeChunks } from './lanes.ts'

export interface WorldRows {
  readonly size: Size
  readonly isTorus: boolean
  /** How many copies of the world lie side by side. */
  readonly copies: number
  /** Cells of a row, all copies together. */
  readonly widthCells: number
  readonly rowBytes: number
  /** Bytes of all rows. */
  readonly bytes: number
}

export function layOutRows(size: Size, isTorus: boolean): WorldRows {
  const copies = isTorus ? Math.ceil(CHUNK_CELLS / size.x) : 1
  const widthCells = copies * size.x
  const rowBytes = wholeChunks(widthCells)
  return { size, isTorus, copies, widthCells, rowBytes, bytes: rowBytes * size.y * size.z }
}

/** Copies cells from flat index `firstCell` on into a plane. */
export function writeRows(
  { size, copies, rowBytes }: WorldRows,
  plane: Uint8Array,
  cells: Uint8Array,
  firstCell: number,
): void {
  forEachRun(size.x, firstCell, cells.length, (row, x, place, length) => {
    const run = cells.subarray(place, place + length)
    for (let copy = 0; copy < copies; copy++) plane.set(run, row * rowBytes + copy * size.x + x)
  })
}

/** Copies cells from flat index `firstCell` on out of a plane. */
export function readRows(
  { size, rowBytes }: WorldRows,
  plane: Uint8Array,
  into: Uint8Array,
  firstCell: number,
): void {
  forEachRun(size.x, firstCell, into.length, (row, x, place, length) => {
    const from = row * rowBytes + x
    into.set(plane.subarray(from, from + length), place)
  })
}

/** Visits a range of cells row by row; `place` counts from the first cell of the range. */
function forEachRun(
  rowCells: number,
  firstCell: number,
  count: number,
  visit: (row: number, x: number, place: number, length: number) => void,
): void {
  for (let place = 0; place < count; ) {
    const row = Math.floor((firstCell + place) / rowCells)
    const x = firstCell + place - row * rowCells
    const length = Math.min(rowCells - x, count - place)
    visit(row, x, place, length)
    place += length
  }
}
