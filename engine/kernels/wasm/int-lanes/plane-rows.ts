/** Copies cells between flat order and the rows of planes. */
import type { LaneLayout } from './lane-layout.ts'

/** How the rows of a plane lie: the element of a row's first cell. */
export type FindRow = (y: number, z: number) => number

/** Rows of planes with a border, counted in cells from an element. */
export function rowsOfGrid({ grid }: LaneLayout, start: number): FindRow {
  return (y, z) => start + grid.origin + y * grid.strideY + z * grid.strideZ
}

/** Rows of planes without one. */
export function rowsOfFlat({ flatStride, size }: LaneLayout, start: number): FindRow {
  return (y, z) => start + (y + z * size.y) * flatStride
}

/**
 * Visits the parts of rows that a stretch of cells in flat order is made of.
 *
 * @param visit gets the element where a part begins, its place in the stretch and its length.
 */
export function forEachRowPart(
  { size }: LaneLayout,
  findRow: FindRow,
  firstCell: number,
  cells: number,
  visit: (element: number, place: number, length: number) => void,
): void {
  for (let place = 0; place < cells; ) {
    const cell = firstCell + place
    const x = cell % size.x
    const row = Math.floor(cell / size.x)
    const length = Math.min(size.x - x, cells - place)
    visit(findRow(row % size.y, Math.floor(row / size.y)) + x, place, length)
    place += length
  }
}
