/** Which of several points are not dominated; less is better in every objective. */
import { createFront } from './front.ts'
import { type Point, sortPoints } from './point.ts'

/** Whether `a` is at least as good as `b` in all objectives, and better in one. */
export function dominates(a: Point, b: Point): boolean {
  let isBetter = false
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > b[i]!) return false
    if (a[i]! < b[i]!) isBetter = true
  }
  return isBetter
}

/**
 * The indices of points that no other dominates, by rising index; of equal points the first.
 *
 * @param order the indices of the points to look at, as `sortPoints` has them; all points unless said.
 */
export function findNondominated(
  points: readonly Point[],
  order: readonly number[] = sortPoints(points),
): readonly number[] {
  const front = createFront(points[0]?.length ?? 1)
  const found: number[] = []
  for (const i of order) {
    if (front.covers(points[i]!)) continue
    front.add(points[i]!)
    found.push(i)
  }
  return found.sort((i, j) => i - j)
}
