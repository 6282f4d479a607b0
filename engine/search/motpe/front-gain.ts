/** What a point would add to a front: volume with up to three objectives, with more how far it is ahead. */
import type { Point } from '../fronts/point.ts'
import { createVolumeSet } from '../fronts/volume-set.ts'

/** With more objectives volumes take too long for what they tell. */
const MOST_FOR_VOLUME = 3

export interface FrontGain {
  /** Above 0 where a point is not dominated; below, by how much it is behind. */
  gainOf(point: Float64Array): number
  /** Adds a point, and gives its gain. */
  add(point: Point): number
}

/**
 * A front whose gains are measured up to a reference.
 *
 * @param front points of which none dominates another; at least one.
 * @param within points that the reference is a tenth of their range beyond; the front's own unless said.
 */
export function createFrontGain(
  front: readonly Point[],
  within: readonly Point[] = front,
): FrontGain {
  const points = front.map((point) => Float64Array.from(point))
  const reference = referenceOf(within)
  const isVolume = reference.length > 1 && reference.length <= MOST_FOR_VOLUME
  const set = createVolumeSet(isVolume ? reference : [0])
  const isInside = (point: Float64Array) => point.every((loss, k) => loss < reference[k]!)
  if (isVolume) for (const point of points) if (isInside(point)) set.add(point, 0)
  const gainOf = (point: Float64Array) => {
    const volume = isVolume && isInside(point) ? set.gainOf(point, 0) : 0
    return volume > 0 ? volume : leadOf(point, points, isVolume ? reference : undefined)
  }
  return {
    gainOf,
    add(point) {
      const copy = Float64Array.from(point)
      const gain = gainOf(copy)
      points.push(copy)
      if (isVolume && isInside(copy)) set.add(copy, 0)
      return Math.max(0, gain)
    },
  }
}

function referenceOf(points: readonly Point[]): readonly number[] {
  return points[0]!.map((_, k) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const point of points) {
      low = Math.min(low, point[k]!)
      high = Math.max(high, point[k]!)
    }
    return high > low ? high + 0.1 * (high - low) : high + 0.02 * Math.max(1, Math.abs(high))
  })
}

/** Minus what would have to be taken off all losses of a point until it is no longer dominated, nor beyond the reference. */
function leadOf(
  point: Float64Array,
  points: readonly Float64Array[],
  reference: readonly number[] | undefined,
): number {
  let behind = reference === undefined ? Number.NEGATIVE_INFINITY : 0
  if (reference !== undefined) {
    for (let k = 0; k < point.length; k++) behind += Math.max(0, point[k]! - reference[k]!)
  }
  for (const other of points) {
    let over = Number.POSITIVE_INFINITY
    for (let k = 0; k < point.length; k++) over = Math.min(over, point[k]! - other[k]!)
    if (over > behind) behind = over
  }
  return -behind
}
