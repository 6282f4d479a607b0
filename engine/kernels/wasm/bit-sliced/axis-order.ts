/**
 * Which axis of a world lies along a row.
 *
 * Rows are padded to whole vectors, so a world that is thin along x may be laid out another way
 * round. Where only axes of one cell change their places, cells keep their flat order.
 */
import type { Size } from '../../../lattice/size.ts'

export type Axis = keyof Size

/** The world's axes that lie along a row, along the rows of a plane and along planes. */
export interface AxisOrder {
  readonly axes: readonly [Axis, Axis, Axis]
  /** Tells whether cells in the order of rows are in the world's flat order. */
  readonly isFlat: boolean
}

/** Vectors that a world takes, of 128 cells of a row or of 16 cells of 8 rows. */
const countVectors = (size: Size, [x, y, z]: AxisOrder['axes']) =>
  Math.min(Math.ceil(size[x] / 128) * size[y], Math.ceil(size[x] / 16) * Math.ceil(size[y] / 8)) *
  size[z]

/** How much larger the world's own order must be before another one is worth its cost. */
const MIN_GAIN = 2

export function chooseAxisOrder(size: Size): AxisOrder {
  const natural = (['x', 'y', 'z'] as const).toSorted(
    (a, b) => Number(size[a] === 1) - Number(size[b] === 1),
  )
  const [first, second, third] = natural as [Axis, Axis, Axis]
  const flat: AxisOrder = { axes: [first, second, third], isFlat: true }
  const others: AxisOrder[] = [
    { axes: [second, first, third], isFlat: false },
    { axes: [third, first, second], isFlat: false },
  ]
  const best = others.reduce((least, order) =>
    countVectors(size, order.axes) < countVectors(size, least.axes) ? order : least,
  )
  const gain = countVectors(size, flat.axes) / countVectors(size, best.axes)
  return gain >= MIN_GAIN ? best : flat
}
