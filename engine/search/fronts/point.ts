/** A point of objectives: the losses of a trial, one number an objective, less is better. */
export type Point = readonly number[]

/** Orders points by the first objective in which they differ, so that what dominates a point is before it. */
export function comparePoints(a: Point, b: Point): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < b[i]!) return -1
    if (a[i]! > b[i]!) return 1
  }
  return 0
}

/** The indices of points in the order of {@link comparePoints}; equal points by rising index. */
export function sortPoints(points: readonly Point[]): number[] {
  return [...points.keys()].sort((i, j) => comparePoints(points[i]!, points[j]!) || i - j)
}

/** Whether `a` is at least as good as `b` in all objectives. */
export function covers(a: Point, b: Point): boolean {
  for (let i = 0; i < a.length; i++) if (a[i]! > b[i]!) return false
  return true
}
