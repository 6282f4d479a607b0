/**
 * Places that represent points, in the information-potential field of them: a coreset, the centers of zones, proposals that
 * are unlike each other.
 */
import { orderByCover } from '../fronts/order-by-cover.ts'
import { squaredDistance } from '../squared-distance.ts'
import { type Position, potentialOf } from './potential.ts'

export interface FieldOptions {
  /** Widths that the kernel goes through, from the spread of the points to how far neighbors are. */
  readonly widths?: number | undefined
  /** Steps at each width. */
  readonly steps?: number | undefined
}

/** More work than this nobody waits for: pairs of places and points. */
const MAX_PAIRS = 4_000_000
const HALVINGS = 12

/**
 * Moves places downhill in the divergence while the kernel narrows. They begin at points that cover the others; a step that
 * would not go downhill is halved until it does.
 *
 * @param count of places; at most as many as there are points.
 * @returns places; they are none of the points as a rule.
 * @throws {RangeError} where there are more pairs of places and points than can be gone through.
 */
export function placeByField(
  points: readonly Position[],
  count: number,
  { widths = 12, steps = 4 }: FieldOptions = {},
): readonly Position[] {
  if (count * points.length > MAX_PAIRS) {
    throw new RangeError(`there are more than ${MAX_PAIRS} pairs of places and points`)
  }
  let places: readonly Position[] = orderByCover(points)
    .slice(0, count)
    .map((i) => points[i]!)
  const [wide, narrow] = widthsOf(points)
  // All points are one.
  if (wide === 0 || places.length === 0) return places
  for (let i = 0; i < widths; i++) {
    const share = widths === 1 ? 1 : i / (widths - 1)
    const width = wide + (narrow - wide) * share
    for (let step = 0; step < steps; step++) places = moveDown(places, points, width)
  }
  return places
}

/** One step of all places at once, as long as it may be. */
export function moveDown(
  places: readonly Position[],
  points: readonly Position[],
  width: number,
): readonly Position[] {
  const { divergence, slopes } = potentialOf(places, points, width)
  // The step of mean shift, in which a place moves to the middle of what pulls it, is of this order.
  let pace = width * width * places.length
  for (let i = 0; i < HALVINGS; i++, pace /= 2) {
    const moved = places.map((place, p) => place.map((each, k) => each - pace * slopes[p]![k]!))
    if (potentialOf(moved, points, width).divergence < divergence) return moved
  }
  return places
}

/** The root mean square distance from the middle, and the mean distance of nearest neighbors, or a part of it where that is 0. */
function widthsOf(points: readonly Position[]): readonly [wide: number, narrow: number] {
  const { length } = points
  const middle = points[0]?.map((_, k) =>
    points.reduce((sum, point) => sum + point[k]! / length, 0),
  )
  if (middle === undefined) return [0, 0]
  const wide = Math.sqrt(
    points.reduce((sum, point) => sum + squaredDistance(point, middle) / length, 0),
  )
  // Of many points a sample tells.
  const every = Math.max(1, Math.floor(length / 200))
  const sample = points.filter((_, i) => i % every === 0)
  let sum = 0
  for (const [i, point] of sample.entries()) {
    let nearest = Number.POSITIVE_INFINITY
    for (const [j, other] of sample.entries()) {
      if (i !== j) nearest = Math.min(nearest, squaredDistance(point, other))
    }
    if (Number.isFinite(nearest)) sum += Math.sqrt(nearest) / sample.length
  }
  return [wide, Math.max(sum, wide / 20)]
}
