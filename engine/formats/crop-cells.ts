/** Cells with coordinates of their own, moved so that their bounding box begins at 0. */
import type { Size } from '../lattice/size.ts'
import { boundsOf, type CellBounds, shiftCells } from './cell-list.ts'
import { PatternTooLargeError } from './errors.ts'
import { MAX_AXIS_CELLS } from './limits.ts'
import type { CellList, PatternFormat } from './pattern.ts'

interface CroppedCells {
  readonly cells: CellList
  /** The bounding box; one cell where there are none. */
  readonly size: Size
  /** The box in the file's own coordinates; undefined where there are no cells. */
  readonly bounds: CellBounds | undefined
}

/**
 * Moves cells to the corner of their bounding box.
 *
 * @throws {PatternTooLargeError} where an axis of the box is longer than MAX_AXIS_CELLS.
 */
export function cropCells(format: PatternFormat, list: CellList): CroppedCells {
  const bounds = boundsOf(list)
  if (bounds === undefined) return { cells: list, size: { x: 1, y: 1, z: 1 }, bounds }
  const size = {
    x: bounds.maxX - bounds.minX + 1,
    y: bounds.maxY - bounds.minY + 1,
    z: bounds.maxZ - bounds.minZ + 1,
  }
  for (const [axis, cells] of Object.entries(size)) {
    if (cells > MAX_AXIS_CELLS) {
      const what = `an extent along ${axis}`
      throw new PatternTooLargeError({ format, what, found: String(cells), limit: MAX_AXIS_CELLS })
    }
  }
  return { cells: shiftCells(list, -bounds.minX, -bounds.minY, -bounds.minZ), size, bounds }
}
