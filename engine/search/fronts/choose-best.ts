/** The best of several points: whole ranks while they fit, and of the next rank those that dominate most together. */
import { chooseSubset } from './choose-subset.ts'
import type { Point } from './point.ts'
import { rankOf } from './rank.ts'

/** The indices of the best `count` points, by rising rank; less is better in every objective. */
export function chooseBest(points: readonly Point[], count: number): readonly number[] {
  const ranks = rankOf(points)
  const members = Map.groupBy(points.keys(), (i) => ranks[i]!)
  const best: number[] = []
  for (let rank = 0; best.length < Math.min(count, points.length); rank++) {
    const next = members.get(rank)!
    const left = count - best.length
    best.push(...(next.length <= left ? next : chooseOf(points, next, left)))
  }
  return best
}

function chooseOf(points: readonly Point[], members: readonly number[], count: number): number[] {
  const rank = members.map((i) => points[i]!)
  return chooseSubset(rank, count, referenceBeyond(rank)).map((place) => members[place]!)
}

/** A reference that points of any sign are better than: a tenth of its size beyond the worst of each objective. */
function referenceBeyond(points: readonly Point[]): Point {
  return points[0]!.map((_, k) => {
    const worst = points.reduce(
      (most, point) => Math.max(most, point[k]!),
      Number.NEGATIVE_INFINITY,
    )
    return worst === 0 ? Number.EPSILON : Math.max(1.1 * worst, 0.9 * worst)
  })
}
