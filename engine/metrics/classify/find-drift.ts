/**
 * Whether a state comes back moved as a whole: what subshifts and lone gliders do.
 *
 * On a torus a rule that only shifts has periods as long as the world; the class of Wolfram's that it
 * belongs to shows when translation is disregarded.
 */
import type { Size } from '../../lattice/size.ts'

/** A state is that of so many ticks before, moved by this. */
export interface Drift {
  readonly period: number
  readonly dx: number
  readonly dy: number
  readonly dz: number
}

/** How far back is looked, by axes that the world has: the work grows with that power. */
export const DRIFT_TICKS = Object.freeze({ 1: 32, 2: 8, 3: 4 } as const)

/**
 * The shortest drift that leads from one of the states before to the last one, on a torus; movements of
 * at most one cell a tick along each axis are tried.
 *
 * @param before states of the ticks before the last, the latest first.
 */
export function findDrift(
  size: Size,
  last: Uint8Array,
  before: readonly Uint8Array[],
): Drift | undefined {
  for (const [i, cells] of before.entries()) {
    const period = i + 1
    for (const dz of offsets(size.z, period)) {
      for (const dy of offsets(size.y, period)) {
        for (const dx of offsets(size.x, period)) {
          if (isMoved(size, cells, last, dx, dy, dz)) return { period, dx, dy, dz }
        }
      }
    }
  }
  return undefined
}

/** 0, 1, -1, 2 ... up to so many, as far as the axis goes. */
function offsets(cells: number, most: number): number[] {
  const list = [0]
  for (let offset = 1; offset <= most && 2 * offset < cells; offset++) list.push(offset, -offset)
  return list
}

function isMoved(
  { x: width, y: height, z: depth }: Size,
  from: Uint8Array,
  to: Uint8Array,
  dx: number,
  dy: number,
  dz: number,
): boolean {
  for (let z = 0; z < depth; z++) {
    const toZ = (z + dz + depth) % depth
    for (let y = 0; y < height; y++) {
      const row = width * (y + height * z)
      const toRow = width * (((y + dy + height) % height) + height * toZ)
      for (let x = 0; x < width; x++) {
        const toX = x + dx < 0 ? x + dx + width : x + dx >= width ? x + dx - width : x + dx
        if (from[row + x] !== to[toRow + toX]) return false
      }
    }
  }
  return true
}
