/**
 * Chooses points that together dominate much: one after the other, each time the one that adds the most to those chosen.
 *
 * The volume of what is chosen is at least 1 - 1/e of the most that so many points can have, since gains only fall as
 * more is chosen (G. Nemhauser, L. Wolsey, M. Fisher, Mathematical Programming 14, 1978). For the same reason a gain that
 * was worked out for fewer is an upper bound, and most are never worked out again (M. Minoux, Accelerated greedy
 * algorithms, 1978).
 */
import { isInside } from './hypervolume.ts'
import type { Point } from './point.ts'
import { createVolumeSet } from './volume-set.ts'

/**
 * The indices of up to `count` points in the order in which they are chosen; less is better in every objective. Of points that
 * add the same the first is chosen, also where they add nothing: as a repeated point, or one not better than the reference.
 */
export function chooseSubset(
  points: readonly Point[],
  count: number,
  reference: Point,
): readonly number[] {
  const set = createVolumeSet(reference)
  const numbers = points.map((point) => Float64Array.from(point))
  const bounds = points.map((point) => boxOf(point, reference))
  /** How many were chosen when a bound was worked out; a box is the gain while nothing is. */
  const ages = points.map(() => 0)
  const chosen: number[] = []
  while (chosen.length < Math.min(count, points.length)) {
    const best = findLargest(bounds)
    if (bounds[best]! > 0 && ages[best]! < chosen.length) {
      bounds[best] = set.gainOf(numbers[best]!, 0)
      ages[best] = chosen.length
      continue
    }
    if (bounds[best]! > 0) set.add(numbers[best]!, 0)
    bounds[best] = CHOSEN
    chosen.push(best)
  }
  return chosen
}

/** Below any gain. */
const CHOSEN = -1

/** The first of the largest. */
function findLargest(bounds: readonly number[]): number {
  let best = 0
  for (let i = 1; i < bounds.length; i++) if (bounds[i]! > bounds[best]!) best = i
  return best
}

function boxOf(point: Point, reference: Point): number {
  if (!isInside(point, reference)) return 0
  return point.reduce((volume, loss, k) => volume * (reference[k]! - loss), 1)
}
