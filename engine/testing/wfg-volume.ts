/**
 * The hypervolume by WFG as its paper has it, without its sorting and slicing (L. While, L. Bradstreet, L. Barone, A fast
 * way of calculating exact hypervolumes, IEEE Transactions on Evolutionary Computation 16, 2012): slow, but for more
 * points than a grid has room for.
 */

type Points = readonly (readonly number[])[]

/** The volume that points dominate up to a reference that all are better than; less is better. */
export function wfgVolume(points: Points, reference: readonly number[]): number {
  const front = withoutCovered(points)
  return front.reduce((sum, _, k) => sum + exclusiveVolume(front, k, reference), 0)
}

/** What the kth point dominates that those after it do not. */
function exclusiveVolume(points: Points, k: number, reference: readonly number[]): number {
  const point = points[k]!
  const box = point.reduce((product, loss, i) => product * (reference[i]! - loss), 1)
  const limited = points
    .slice(k + 1)
    .map((other) => other.map((loss, i) => Math.max(loss, point[i]!)))
  return limited.length === 0 ? box : box - wfgVolume(limited, reference)
}

function withoutCovered(points: Points): Points {
  const kept: (readonly number[])[] = []
  const covers = (a: readonly number[], b: readonly number[]) => a.every((loss, i) => loss <= b[i]!)
  for (const point of points) {
    if (kept.some((other) => covers(other, point))) continue
    const rest = kept.filter((other) => !covers(point, other))
    kept.splice(0, kept.length, ...rest, point)
  }
  return kept
}
