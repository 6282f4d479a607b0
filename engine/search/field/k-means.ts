/**
 * k-means with the seeding of D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007, and
 * Lloyd's steps: what the field is compared with.
 */
import type { Draws } from '../draws.ts'
import { squaredDistance } from '../squared-distance.ts'
import type { Position } from './potential.ts'

/**
 * Centers of points, after so many of Lloyd's steps.
 *
 * @param count of centers; at most as many as there are points.
 */
export function placeByMeans(
  points: readonly Position[],
  count: number,
  { steps, draws }: { readonly steps: number; readonly draws: Draws },
): readonly Position[] {
  let centers = chooseSeeds(points, Math.min(count, points.length), draws)
  for (let step = 0; step < steps; step++) centers = moveToMeans(centers, points)
  return centers
}

/** Each next one is drawn with a chance by its squared distance from those before it. */
function chooseSeeds(points: readonly Position[], count: number, draws: Draws): Position[] {
  if (count === 0) return []
  const seeds = [points[draws.below(points.length)]!]
  const far = points.map((point) => squaredDistance(point, seeds[0]!))
  while (seeds.length < count) {
    const total = far.reduce((a, b) => a + b, 0)
    let rest = draws.uniform() * total
    let next = 0
    while (next < points.length - 1 && rest >= far[next]!) rest -= far[next++]!
    seeds.push(points[next]!)
    for (const [i, point] of points.entries()) {
      far[i] = Math.min(far[i]!, squaredDistance(point, points[next]!))
    }
  }
  return seeds
}

function moveToMeans(centers: readonly Position[], points: readonly Position[]): Position[] {
  const sums = centers.map((center) => center.map(() => 0))
  const counts = centers.map(() => 0)
  for (const point of points) {
    const nearest = findNearest(centers, point)
    counts[nearest]!++
    for (let k = 0; k < point.length; k++) sums[nearest]![k]! += point[k]!
  }
  // A center that has no points stays.
  return centers.map((center, i) =>
    counts[i] === 0 ? center : sums[i]!.map((sum) => sum / counts[i]!),
  )
}

/** The index of the nearest of some positions; of equally near ones the first. */
export function findNearest(positions: readonly Position[], point: Position): number {
  let nearest = 0
  let least = Number.POSITIVE_INFINITY
  for (const [i, position] of positions.entries()) {
    const distance = squaredDistance(position, point)
    if (distance < least) [nearest, least] = [i, distance]
  }
  return nearest
}
