import { squaredDistance } from '../squared-distance.ts'

/**
 * The order of points of one front in which each next one is the farthest from those before it: any first part covers the
 * front about evenly. It begins with the best of the first objective. The epsilon-net of D. Salinas et al., "A multi-objective
 * perspective on jointly tuning hardware and hyperparameters", arXiv 2106.05680; equal distances go by index.
 *
 * @param points vectors of losses; each objective is scaled to its range among them.
 * @returns indices of the points.
 */
export function orderByCover(points: readonly (readonly number[])[]): readonly number[] {
  if (points.length === 0) return []
  const scaled = scaleToRange(points)
  let next = 0
  for (let i = 1; i < scaled.length; i++) if (scaled[i]![0]! < scaled[next]![0]!) next = i
  const distances = scaled.map(() => Number.POSITIVE_INFINITY)
  const order: number[] = []
  while (order.length < scaled.length) {
    order.push(next)
    distances[next] = -1
    let farthest = -1
    for (let i = 0; i < scaled.length; i++) {
      if (distances[i]! < 0) continue
      distances[i] = Math.min(distances[i]!, squaredDistance(scaled[i]!, scaled[next]!))
      if (farthest < 0 || distances[i]! > distances[farthest]!) farthest = i
    }
    next = farthest
  }
  return order
}

/** Halves first: a range may be wider than the largest number. */
function scaleToRange(points: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const lows = points[0]!.map((_, k) => Math.min(...points.map((point) => point[k]! / 2)))
  const highs = points[0]!.map((_, k) => Math.max(...points.map((point) => point[k]! / 2)))
  return points.map((point) =>
    point.map((value, k) => {
      const width = highs[k]! - lows[k]!
      return width === 0 ? 0 : (value / 2 - lows[k]!) / width
    }),
  )
}
