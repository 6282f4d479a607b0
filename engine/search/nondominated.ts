/** Which of several points are not dominated; less is better in every objective. */

/** Whether `a` is at least as good as `b` in all objectives, and better in one. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let isBetter = false
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > b[i]!) return false
    if (a[i]! < b[i]!) isBetter = true
  }
  return isBetter
}

/** The indices of points that no other dominates, by rising index; of equal points the first. */
export function findNondominated(points: readonly (readonly number[])[]): readonly number[] {
  const isEqual = (a: readonly number[], b: readonly number[]) => a.every((v, i) => v === b[i])
  return [...points.keys()].filter((i) =>
    points.every(
      (other, j) => !dominates(other, points[i]!) && !(j < i && isEqual(other, points[i]!)),
    ),
  )
}
