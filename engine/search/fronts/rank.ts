/**
 * Ranks of points: 0 for those that no other dominates, 1 for those that only points of rank 0 dominate, and so on.
 *
 * Efficient non-dominated sorting (X. Zhang, Y. Tian, R. Cheng, Y. Jin, IEEE Transactions on Evolutionary Computation 19,
 * 2015): in the order of the first objective a point is only dominated by points before it, and whoever is dominated by
 * a front is dominated by all fronts before that one, so that a binary search finds its own. Up to three objectives a
 * front answers in logarithmic time, so that all takes n log^2 n.
 */
import { createFront, type Front } from './front.ts'
import { comparePoints, type Point, sortPoints } from './point.ts'

/**
 * The rank of each point; equal points have the same. Less is better in every objective.
 *
 * @param order the indices of all points, as `sortPoints` has them.
 */
export function rankOf(
  points: readonly Point[],
  order: readonly number[] = sortPoints(points),
): readonly number[] {
  const objectives = points[0]?.length ?? 1
  const fronts: Front[] = []
  const ranks = new Array<number>(points.length).fill(0)
  let last: number | undefined
  for (const i of order) {
    const point = points[i]!
    if (last !== undefined && comparePoints(points[last]!, point) === 0) {
      ranks[i] = ranks[last]!
      continue
    }
    last = i
    const rank = findFront(fronts, point)
    ranks[i] = rank
    fronts[rank] ??= createFront(objectives)
    fronts[rank].add(point)
  }
  return ranks
}

/**
 * The first ranks as {@link rankOf} gives them, whole ones until they have `count` points; all other points have the next one.
 * A front is peeled off at a time, which for the first few takes less than finding all.
 */
export function rankFirst(
  points: readonly Point[],
  count: number,
  order: readonly number[] = sortPoints(points),
): readonly number[] {
  const ranks = new Array<number>(points.length).fill(0)
  let left = order
  for (let rank = 0, found = 0; found < count && left.length > 0; rank++) {
    const before = left.length
    left = peel(points, left)
    for (const i of left) ranks[i] = rank + 1
    found += before - left.length
  }
  return ranks
}

/** Those that others of them dominate, in order. */
function peel(points: readonly Point[], order: readonly number[]): readonly number[] {
  const front = createFront(points[order[0]!]!.length)
  const left: number[] = []
  let last: Point | undefined
  for (const i of order) {
    const point = points[i]!
    if (last !== undefined && comparePoints(last, point) === 0) continue
    if (front.covers(point)) left.push(i)
    else {
      front.add(point)
      last = point
    }
  }
  return left
}

/** The first front that does not cover a point. */
function findFront(fronts: readonly Front[], point: Point): number {
  let [low, high] = [0, fronts.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (fronts[middle]!.covers(point)) low = middle + 1
    else high = middle
  }
  return low
}
