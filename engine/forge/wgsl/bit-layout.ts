/**
 * Where the cells of a bit-sliced world lie: 32 to a word along x, with a halo around the box.
 *
 * Cell x of a row is bit `x % 32` of the row's word `x / 32`. Words before and after a row, rows
 * before and after a layer and layers before and after the box make up the halo, as far as the
 * rule reaches, so that the code of a tick never asks where the world ends.
 */
import type { Reach } from '../../lattice/neighborhood.ts'
import type { Size } from '../../lattice/size.ts'

export interface BitLayout {
  readonly size: Size
  readonly reach: Reach
  /** Words of a row that hold cells. */
  readonly columns: number
  /** Words of the halo before a row, and as many after it. */
  readonly padColumns: number
  /** Words from one row to the next. */
  readonly rowWords: number
  /** Rows from one layer to the next; some beyond the halo so that invocations may overshoot. */
  readonly layerRows: number
  /** Words from one plane of bits to the next. */
  readonly planeWords: number
  readonly planes: number
}

/**
 * @param rowsPerStep how many rows one invocation makes.
 * @param planes of which the first alone has a halo that is used.
 */
export function buildBitLayout(
  size: Size,
  reach: Reach,
  rowsPerStep: number,
  planes: number,
): BitLayout {
  const columns = Math.ceil(size.x / 32)
  const padColumns = Math.ceil(reach.x / 32)
  const rowWords = columns + 2 * padColumns
  const layerRows = Math.ceil(size.y / rowsPerStep) * rowsPerStep + 2 * reach.y
  const planeWords = rowWords * layerRows * (size.z + 2 * reach.z)
  return { size, reach, columns, padColumns, rowWords, layerRows, planeWords, planes }
}

/** Index of the word with the first cells of a row, in the first plane. */
export function rowIndexOf(layout: BitLayout, y: number, z: number): number {
  const { reach, padColumns, rowWords, layerRows } = layout
  return ((z + reach.z) * layerRows + y + reach.y) * rowWords + padColumns
}

/** Words of a row in the box that have bits of the halo: those before it and those at its end. */
export function countSideWords({ size, reach, columns, padColumns }: BitLayout): number {
  if (reach.x === 0) return 0
  return padColumns + columns + padColumns - Math.floor(size.x / 32)
}
