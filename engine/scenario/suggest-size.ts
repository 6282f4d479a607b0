/** A world for a soup that names none, for those who would rather look than ask. */
import type { Dimensions, Size } from '../lattice/size.ts'

/** Cells along each axis, by dimensions. */
const AXIS_CELLS: Readonly<Record<Dimensions, number>> = { 1: 512, 2: 256, 3: 64 }

/** A line, square or cube of a size that shows what a rule does. */
export function suggestSize(dimensions: Dimensions): Size {
  const cells = AXIS_CELLS[dimensions]
  return { x: cells, y: dimensions > 1 ? cells : 1, z: dimensions > 2 ? cells : 1 }
}
