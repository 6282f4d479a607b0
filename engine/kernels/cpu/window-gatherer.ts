/**
 * Sums over a rectangle around each cell, at a cost that does not depend on its size.
 *
 * The sum of each column slides down by adding the row that enters and taking away the one that
 * leaves; the sum of a row of columns slides along x in the same way.
 */
import type { Size } from '../../lattice/size.ts'
import { onRing, openCyclicRows } from './cyclic-rows.ts'
import type { RowGatherer } from './row-gatherer.ts'

/** Sums the (2 reachX + 1) x (2 reachY + 1) cells around each cell, itself included. */
export function createWindowGatherer(
  size: Size,
  isTorus: boolean,
  reachX: number,
  reachY: number,
): RowGatherer {
  const rows = openCyclicRows(size, isTorus, reachX, reachY)
  const { period } = rows
  const entering = new Uint8Array(period)
  const leaving = new Uint8Array(period)
  const columns = new Int32Array(period)
  const keys = new Int32Array(size.x)

  const slideDownTo = (plane: Uint8Array, y: number, z: number) => {
    rows.load(entering, plane, y + reachY, z)
    rows.load(leaving, plane, y - reachY - 1, z)
    for (let x = 0; x < period; x++) columns[x] = columns[x]! + entering[x]! - leaving[x]!
  }
  return {
    countsSelf: true,
    gather(plane, y, z) {
      if (y === 0) {
        columns.fill(0)
        for (let above = -2 * reachY; above < 0; above++) slideDownTo(plane, above, z)
      }
      slideDownTo(plane, y, z)

      let sum = 0
      for (let dx = -reachX; dx <= reachX; dx++) sum += columns[onRing(dx, period)]!
      let next = onRing(reachX + 1, period)
      let last = onRing(-reachX, period)
      for (let x = 0; x < size.x; x++) {
        keys[x] = sum
        sum += columns[next]! - columns[last]!
        if (++next === period) next = 0
        if (++last === period) last = 0
      }
      return keys
    },
  }
}
