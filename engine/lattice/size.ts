/**
 * The size of a world in cells, and the one order in which its cells are stored.
 *
 * Every world is a box of X x Y x Z cells, whatever its dimension: a 2-D world has `z = 1`, a 1-D
 * world `y = z = 1`. The flat index is `x + X * (y + Y * z)`: x fastest, then y, then z. Hashes,
 * files, frames and kernels all rely on that order.
 */
import { SizeError } from './errors.ts'

/** Cells along each axis; each a whole number of at least 1. */
export interface Size {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** How many axes a world, rule or pattern uses. */
export type Dimensions = 1 | 2 | 3

/** The largest world a byte-per-cell state can hold: 2^30 cells, one gibibyte. */
export const MAX_CELLS = 2 ** 30

/** The longest axis: coordinates and their sums stay far inside 32 bits. */
export const MAX_AXIS_CELLS = 2 ** 24

/** Number of cells in a box of this size. */
export function countCells(size: Size): number {
  return size.x * size.y * size.z
}

/** Flat index of a site that is known to lie inside the box. */
export function flatIndexOf(size: Size, x: number, y: number, z: number): number {
  return x + size.x * (y + size.y * z)
}

/**
 * Checks that a box can be held and gives it back.
 *
 * @throws {SizeError} unless each axis is a whole number from 1 to MAX_AXIS_CELLS and the box has
 * at most MAX_CELLS cells.
 */
export function assertSize(size: Size): Size {
  const isAxis = (n: number) => Number.isInteger(n) && n >= 1 && n <= MAX_AXIS_CELLS
  if (!isAxis(size.x) || !isAxis(size.y) || !isAxis(size.z) || countCells(size) > MAX_CELLS) {
    throw new SizeError({ size, maxAxisCells: MAX_AXIS_CELLS, maxCells: MAX_CELLS })
  }
  return size
}

/** Cells that a world is taken for where it has no end: what a busy one may well hold. */
const ENDLESS_CELLS = 2 ** 20

/** Cells a tick may have to look at: all of a bounded world, a guess for one without an end. */
export function estimateCells(size: Size): number {
  return isUnbounded(size) ? ENDLESS_CELLS : countCells(size)
}

/** Tells whether a world of this size has no end along some axis: a size of 0 means infinite. */
export function isUnbounded(size: Size): boolean {
  return size.x === 0 || size.y === 0 || size.z === 0
}

/** Tells whether a world has an end along any of its first `dimensions` axes. */
export function hasEnd({ x, y, z }: Size, dimensions: number): boolean {
  return [x, y, z].slice(0, dimensions).some((cells) => cells !== 0)
}

/**
 * Checks the size of a world, whose axes may be 0 for infinite, and gives it back.
 *
 * @throws {SizeError} unless each axis is a whole number from 0 to MAX_AXIS_CELLS and the bounded
 * ones make at most MAX_CELLS cells.
 */
export function assertWorldSize(size: Size): Size {
  assertSize({ x: size.x || 1, y: size.y || 1, z: size.z || 1 })
  return size
}

/** The size written as people write it: `512`, `64x64` or `64x64x64`; an axis without an end is ∞. */
export function formatSize(size: Size, dimensions: Dimensions = 3): string {
  const axes = [size.x, size.y, size.z].slice(0, dimensions)
  return axes.map((cells) => (cells === 0 ? '∞' : cells)).join('x')
}
