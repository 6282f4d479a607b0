/**
 * A world for what names none: a box with room to grow, for those who would rather look than ask.
 */
import type { Dimensions, Size } from '../lattice/size.ts'

/** Smallest and largest axis that is suggested, by dimensions. */
const BOUNDS: Readonly<Record<Dimensions, readonly [minCells: number, maxCells: number]>> = {
  1: [512, 4096],
  2: [256, 4096],
  3: [64, 256],
}

/** A pattern gets this many times its own extent, rounded up to a power of two. */
const ROOM = 4

/**
 * A line, square or cube around a pattern.
 *
 * @param content the pattern's size; undefined where there is none, as for a soup.
 */
export function suggestSize(dimensions: Dimensions, content: Size | undefined): Size {
  const [minCells, maxCells] = BOUNDS[dimensions]
  const longest = content === undefined ? 1 : Math.max(content.x, content.y, content.z)
  let cells = minCells
  while (cells < Math.min(ROOM * longest, maxCells)) cells *= 2
  return { x: cells, y: dimensions > 1 ? cells : 1, z: dimensions > 2 ? cells : 1 }
}
