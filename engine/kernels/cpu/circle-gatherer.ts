/**
 * Sums over dx^2 + dy^2 <= r^2 + r around each cell, at a cost that grows with r and not with its
 * square.
 *
 * A circle slides down one row by gaining, in each of its 2r + 1 columns, the cell below and
 * losing the topmost one. The loop over x is the innermost, so that rows are read as they lie.
 */
import { circleHalfWidths } from '../../lattice/neighborhood.ts'
import type { Size } from '../../lattice/size.ts'
import { onRing } from './cyclic-rows.ts'
import type { RowGatherer } from './row-gatherer.ts'

/** Sums the circle of this radius around each cell, itself included. */
export function createCircleGatherer(
  size: Size,
  isTorus: boolean,
  radiusCells: number,
): RowGatherer {
  const keys = new Int32Array(size.x)
  // The circle is symmetric in x and y: its half heights are its half widths.
  const halfHeights = circleHalfWidths(radiusCells)

  /** Index of the first cell of row y, or -1 for a dead row, as in `cyclic-rows.ts`. */
  const startOfRow = (y: number, z: number) => {
    const isDead = y < -radiusCells || (!isTorus && (y < 0 || y >= size.y))
    return isDead ? -1 : size.x * (onRing(y, size.y) + size.y * z)
  }

  /** Adds `sign` times the cells of a row, each to the sum of the cell dx to its left. */
  const addRow = (plane: Uint8Array, start: number, dx: number, sign: number) => {
    if (isTorus) {
      const shift = onRing(dx, size.x)
      addCells(keys, 0, size.x - shift, plane, start + shift, sign)
      addCells(keys, size.x - shift, size.x, plane, start, sign)
    } else {
      const from = Math.max(0, -dx)
      addCells(keys, from, Math.min(size.x, size.x - dx), plane, start + from + dx, sign)
    }
  }

  const slideDownTo = (plane: Uint8Array, y: number, z: number) => {
    for (let dx = -radiusCells; dx <= radiusCells; dx++) {
      const halfHeight = halfHeights[dx + radiusCells]!
      const entering = startOfRow(y + halfHeight, z)
      const leaving = startOfRow(y - halfHeight - 1, z)
      if (entering !== -1) addRow(plane, entering, dx, 1)
      if (leaving !== -1) addRow(plane, leaving, dx, -1)
    }
  }
  return {
    countsSelf: true,
    gather(plane, y, z) {
      if (y === 0) {
        keys.fill(0)
        for (let above = -2 * radiusCells; above < 0; above++) slideDownTo(plane, above, z)
      }
      slideDownTo(plane, y, z)
      return keys
    },
  }
}

/** Adds `sign` times consecutive bytes to consecutive sums. */
function addCells(
  sums: Int32Array,
  from: number,
  to: number,
  plane: Uint8Array,
  start: number,
  sign: number,
): void {
  for (let x = from, i = start; x < to; x++, i++) sums[x] = sums[x]! + sign * plane[i]!
}
