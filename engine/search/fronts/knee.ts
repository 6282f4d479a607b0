/**
 * Knees of a front: the points where a little more of one objective costs much of another.
 *
 * Objectives are measured from the best to the worst of the front, as 0 to 1. A point's bulge is its distance from the
 * plane through the ends of these axes, on the side of the ideal point: with two objectives the distance from the line
 * between the extreme points (I. Das, On characterizing the "knee" of the Pareto curve based on normal-boundary
 * intersection, Structural Optimization 18, 1999), with more the point of the least Manhattan distance from the ideal
 * one has the largest (W.-Y. Chiu, G. Yen, T.-K. Juan, Minimum Manhattan distance approach to multiple criteria decision
 * making, IEEE Transactions on Evolutionary Computation 20, 2016).
 */
import { findNondominated } from './nondominated.ts'
import type { Point } from './point.ts'

export interface Knee {
  /** Of the point among those given. */
  readonly index: number
  /** The distance from the plane, above 0 and below 1 over the root of the number of objectives. */
  readonly bulge: number
}

/**
 * The points of the front that bulge towards the ideal one, those that bulge most first; equal ones by index.
 *
 * Without any, the front is straight or bends away, and no compromise is better than its ends. Objectives in which all
 * points of the front are equal do not count.
 */
export function findKnees(points: readonly Point[]): readonly Knee[] {
  const front = findNondominated(points)
  const axes = spreadAxes(front.map((i) => points[i]!))
  if (axes.length < 2) return []
  const knees = front.map((index) => {
    const sum = axes.reduce(
      (total, { k, low, width }) => total + (points[index]![k]! - low) / width,
      0,
    )
    return { index, bulge: (1 - sum) / Math.sqrt(axes.length) }
  })
  return knees
    .filter(({ bulge }) => bulge > ROUNDING)
    .sort((a, b) => b.bulge - a.bulge || a.index - b.index)
}

/** What rounding may make of a point on the plane. */
const ROUNDING = 1e-12

interface Axis {
  /** The number of the objective. */
  readonly k: number
  readonly low: number
  readonly width: number
}

function spreadAxes(front: readonly Point[]): Axis[] {
  return [...(front[0] ?? []).keys()].flatMap((k) => {
    const losses = front.map((point) => point[k]!)
    const low = losses.reduce((least, loss) => Math.min(least, loss))
    const width = losses.reduce((most, loss) => Math.max(most, loss)) - low
    return width > 0 && Number.isFinite(width) ? [{ k, low, width }] : []
  })
}
