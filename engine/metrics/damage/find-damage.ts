/** Where a state differs from what it would be: how many cells, and how far from where it began. */
import type { Size } from '../../lattice/size.ts'
import type { Axis } from '../measured-axes.ts'

/** Where something was changed. */
export type ChangedSite = readonly [x: number, y: number, z: number]

/** The cells in which two states of one world differ. */
export interface Damage {
  readonly cells: number
  /** The farthest from the site in cells, by the axis along which that is most (Chebyshev). */
  readonly distance: number
  /** The least and the greatest distance along each axis with its sign; both 0 where nothing differs. */
  readonly low: Readonly<Record<Axis, number>>
  readonly high: Readonly<Record<Axis, number>>
}

/**
 * Compares two states, one byte a cell in flat order.
 *
 * @param joined whether opposite faces meet: distances are then those of the shorter way around.
 */
export function findDamage(
  size: Size,
  cells: Uint8Array,
  others: Uint8Array,
  site: ChangedSite,
  joined: boolean,
): Damage {
  const [alongX, alongY, alongZ] = [
    listOffsets(size.x, site[0], joined),
    listOffsets(size.y, site[1], joined),
    listOffsets(size.z, site[2], joined),
  ]
  let count = 0
  const [x, y, z] = [new Extent(), new Extent(), new Extent()]
  for (let row = 0, first = 0; first < cells.length; row++, first += size.x) {
    const before = count
    for (let i = 0; i < size.x; i++) {
      if (cells[first + i] === others[first + i]) continue
      count++
      x.take(alongX[i]!)
    }
    if (count === before) continue
    y.take(alongY[row % size.y]!)
    z.take(alongZ[Math.floor(row / size.y)]!)
  }
  if (count === 0) return NO_DAMAGE
  return {
    cells: count,
    distance: Math.max(x.farthest, y.farthest, z.farthest),
    low: { x: x.low, y: y.low, z: z.low },
    high: { x: x.high, y: y.high, z: z.high },
  }
}

const NONE = Object.freeze({ x: 0, y: 0, z: 0 })
const NO_DAMAGE: Damage = Object.freeze({ cells: 0, distance: 0, low: NONE, high: NONE })

class Extent {
  low = Number.POSITIVE_INFINITY
  high = Number.NEGATIVE_INFINITY

  take(offset: number): void {
    if (offset < this.low) this.low = offset
    if (offset > this.high) this.high = offset
  }

  get farthest(): number {
    return Math.max(-this.low, this.high)
  }
}

/** How far each place of an axis is from one of them; half of a joined axis counts as ahead. */
function listOffsets(length: number, from: number, joined: boolean): Int32Array {
  return Int32Array.from({ length }, (_, at) => {
    const straight = at - from
    if (!joined) return straight
    if (2 * straight > length) return straight - length
    return 2 * straight <= -length ? straight + length : straight
  })
}
