/**
 * What each point alone adds to the hypervolume of all: what would be lost without it.
 *
 * With two objectives one sweep does it: between one point and the next, only the lowest dominates what is between it and
 * the second lowest. With three, the same is done in every slice of the last objective.
 */
import { isInside } from './hypervolume.ts'
import type { Point } from './point.ts'
import { exclusiveVolumesOf } from './volume-set.ts'

/**
 * The leave-one-out contribution of each point to the hypervolume up to a reference; less is better in every objective.
 *
 * It is 0 for a point that another dominates or equals, and for one that is not better than the reference in every objective.
 */
export function contributionsTo(points: readonly Point[], reference: Point): readonly number[] {
  const inside = [...points.keys()].filter((i) => isInside(points[i]!, reference))
  const contributions = new Array<number>(points.length).fill(0)
  const found = contributionsOfInside(
    inside.map((i) => points[i]!),
    reference,
  )
  for (const [place, i] of inside.entries()) contributions[i] = found[place]!
  return contributions
}

function contributionsOfInside(points: readonly Point[], reference: Point): ArrayLike<number> {
  switch (reference.length) {
    case 1:
      return onLine(points, reference[0]!)
    case 2:
      return inPlane(points, reference)
    case 3:
      return inSlices(points, reference)
    default:
      return exclusiveVolumesOf(points, reference)
  }
}

/** The best one contributes what it is better than the second. */
function onLine(points: readonly Point[], reference: number): number[] {
  const [best, second = reference] = points.map(([loss]) => loss!).sort((a, b) => a - b)
  return points.map(([loss]) => (loss === best ? second - best! : 0))
}

/** Points in the order of their first objective, of which the lowest two are known as the sweep goes on. */
class TwoLowest {
  /** The lowest of the second objective. */
  first = Number.POSITIVE_INFINITY
  second = Number.POSITIVE_INFINITY
  /** Whose the lowest is. */
  owner = -1

  constructor(reference: number) {
    this.first = reference
    this.second = reference
  }

  add(value: number, owner: number): void {
    if (value < this.first) {
      this.second = this.first
      this.first = value
      this.owner = owner
    } else if (value < this.second) this.second = value
  }
}

function inPlane(points: readonly Point[], reference: Point): Float64Array {
  const contributions = new Float64Array(points.length)
  const order = [...points.keys()].sort((i, j) => points[i]![0]! - points[j]![0]!)
  const lowest = new TwoLowest(reference[1]!)
  for (const [place, i] of order.entries()) {
    const [x, y] = points[i]!
    lowest.add(y!, i)
    const next = order[place + 1]
    const width = (next === undefined ? reference[0]! : points[next]![0]!) - x!
    contributions[lowest.owner]! += width * (lowest.second - lowest.first)
  }
  return contributions
}

/** The points of the slices so far by rising first objective, without those that two others are at least as good as. */
class Slice {
  readonly #points: readonly Point[]
  readonly #reference: Point
  #order: number[] = []

  constructor(points: readonly Point[], reference: Point) {
    this.#points = points
    this.#reference = reference
  }

  insert(i: number): void {
    const [points, order] = [this.#points, this.#order]
    const x = points[i]![0]!
    let place = order.length
    while (place > 0 && points[order[place - 1]!]![0]! > x) place--
    order.splice(place, 0, i)
    this.#order = this.#withoutDeep()
  }

  /** Adds to contributions what each point alone dominates of a slice so deep. */
  contribute(contributions: Float64Array, depth: number): void {
    const [points, order] = [this.#points, this.#order]
    const lowest = new TwoLowest(this.#reference[1]!)
    for (let place = 0; place < order.length; place++) {
      const i = order[place]!
      lowest.add(points[i]![1]!, i)
      const next = order[place + 1]
      const width = (next === undefined ? this.#reference[0]! : points[next]![0]!) - points[i]![0]!
      contributions[lowest.owner]! += width * (lowest.second - lowest.first) * depth
    }
  }

  #withoutDeep(): number[] {
    const lowest = new TwoLowest(this.#reference[1]!)
    return this.#order.filter((i) => {
      const y = this.#points[i]![1]!
      if (y >= lowest.second) return false
      lowest.add(y, i)
      return true
    })
  }
}

function inSlices(points: readonly Point[], reference: Point): Float64Array {
  const contributions = new Float64Array(points.length)
  const order = [...points.keys()].sort((i, j) => points[i]![2]! - points[j]![2]!)
  const slice = new Slice(points, reference)
  for (const [place, i] of order.entries()) {
    slice.insert(i)
    const next = order[place + 1]
    const depth = (next === undefined ? reference[2]! : points[next]![2]!) - points[i]![2]!
    if (depth > 0) slice.contribute(contributions, depth)
  }
  return contributions
}
