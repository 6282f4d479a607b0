/**
 * Rows of a world without a border, for neighborhoods too large to have one.
 *
 * Each row is seen as a ring. A torus is one already; a box becomes one by a margin of dead cells
 * as wide as the neighborhood reaches, across which nothing is seen. Rows beyond the world are
 * those a torus wraps to, or dead in a box.
 *
 * Sums that are carried from row to row start from a world whose rows above the first one needed
 * are all dead, where every sum is 0; by the time row 0 is reached, all it depends on is real.
 */
import type { Size } from '../../lattice/size.ts'

export interface CyclicRows {
  /** Cells of a ring. */
  readonly period: number
  /**
   * Copies row `y` of layer `z` into a ring; `y` may lie outside the world, by any distance.
   * The margin of the ring is never written.
   */
  load(ring: Uint8Array, plane: Uint8Array, y: number, z: number): void
}

/** Opens the rows of a torus or box to neighborhoods that reach `reachX` and `reachY` cells. */
export function openCyclicRows(
  size: Size,
  isTorus: boolean,
  reachX: number,
  reachY: number,
): CyclicRows {
  const firstRow = -reachY
  return {
    period: isTorus ? size.x : size.x + reachX,
    load(ring, plane, y, z) {
      const isDead = y < firstRow || (!isTorus && (y < 0 || y >= size.y))
      if (isDead) {
        ring.fill(0)
        return
      }
      const row = ((y % size.y) + size.y) % size.y
      const start = size.x * (row + size.y * z)
      ring.set(plane.subarray(start, start + size.x))
    },
  }
}

/** The place of an index on a ring: a remainder that is never negative. */
export function onRing(index: number, period: number): number {
  return ((index % period) + period) % period
}
