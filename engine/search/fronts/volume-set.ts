/**
 * What a growing set of points dominates, and what a further point would add to it.
 *
 * A point adds its box up to the reference without what the others dominate of the box: the points are cut to the box
 * (the larger number of each objective), and their volume is taken slice by slice along the last objective, each slice
 * being what a point adds to the set of the objectives before. So a set of d objectives has one of d - 1 within, down to
 * a staircase (L. While, L. Bradstreet, L. Barone, A fast way of calculating exact hypervolumes, IEEE Transactions on
 * Evolutionary Computation 16, 2012). Only the number of objectives makes calls deep.
 */
import type { Point } from './point.ts'
import { coversAt, SortedPoints } from './sorted-points.ts'
import { Staircase } from './staircase.ts'

/** Points are numbers in a row: of one, the first is at `at`. All are better than the reference in every objective. */
export interface VolumeSet {
  clear(): void
  /** What a point would add. */
  gainOf(points: Float64Array, at: number): number
  /** Adds a point, and gives what it adds; 0 where a point that is there is at least as good in all objectives. */
  add(points: Float64Array, at: number): number
}

/** An empty set for so many objectives as the reference has. */
export function createVolumeSet(reference: Point): VolumeSet {
  if (reference.length === 1) return createLine(reference[0]!)
  if (reference.length === 2) return createPlane([reference[0]!, reference[1]!])
  return new Space(reference)
}

function createLine(reference: number): VolumeSet {
  let best = reference
  const gainOf = (points: Float64Array, at: number) => Math.max(0, best - points[at]!)
  return {
    gainOf,
    clear: () => {
      best = reference
    },
    add: (points, at) => {
      const gain = gainOf(points, at)
      best = Math.min(best, points[at]!)
      return gain
    },
  }
}

function createPlane(reference: readonly [number, number]): VolumeSet {
  const stairs = new Staircase(reference)
  return {
    clear: () => stairs.clear(),
    gainOf: (points, at) => stairs.gainOf(points[at]!, points[at + 1]!),
    add: (points, at) => stairs.add(points[at]!, points[at + 1]!),
  }
}

/** What each of several points dominates alone, in the order of the points; with three and more objectives. */
export function exclusiveVolumesOf(points: readonly Point[], reference: Point): ArrayLike<number> {
  const d = reference.length
  const order = [...points.keys()].sort((i, j) => points[i]![d - 1]! - points[j]![d - 1]!)
  const all = new SortedPoints(d, points.length)
  for (const i of order) all.insert(Float64Array.from(points[i]!), 0)
  const space = new Space(reference)
  const volumes = new Float64Array(points.length)
  for (const [place, i] of order.entries()) {
    volumes[i] = Math.max(0, space.exclusiveOf(all.numbers, place * d, all, place))
  }
  return volumes
}

/** A set of three and more objectives. */
class Space implements VolumeSet {
  readonly #reference: Point
  readonly #d: number
  readonly #points: SortedPoints
  /** The points cut to a box; none covers another. */
  readonly #cut: SortedPoints
  readonly #slices: VolumeSet
  readonly #point: Float64Array

  constructor(reference: Point) {
    const d = reference.length
    this.#reference = reference
    this.#d = d
    this.#points = new SortedPoints(d)
    this.#cut = new SortedPoints(d)
    this.#slices = createVolumeSet(reference.slice(0, -1))
    this.#point = new Float64Array(d)
  }

  clear(): void {
    this.#points.count = 0
  }

  gainOf(points: Float64Array, at: number): number {
    return Math.max(0, this.exclusiveOf(points, at, this.#points, -1))
  }

  add(points: Float64Array, at: number): number {
    const gain = this.exclusiveOf(points, at, this.#points, -1)
    if (gain === COVERED) return 0
    this.#points.removeCovered(points, at)
    this.#points.insert(points, at)
    return Math.max(0, gain)
  }

  /** What a point dominates that others but the one at `skipped` do not; {@link COVERED} where one is at least as good. */
  exclusiveOf(points: Float64Array, at: number, others: SortedPoints, skipped: number): number {
    const d = this.#d
    if (!this.#cutTo(points, at, others, skipped)) return COVERED
    let box = 1
    for (let k = 0; k < d; k++) box *= this.#reference[k]! - points[at + k]!
    return box - this.#volumeOfCut()
  }

  /** Cuts the others to the box of a point; false where one covers all of it. */
  #cutTo(points: Float64Array, at: number, others: SortedPoints, skipped: number): boolean {
    const [d, cut, { numbers, count }] = [this.#d, this.#cut, others]
    cut.count = 0
    for (let i = 0; i < count; i++) {
      if (i === skipped) continue
      let isWhole = true
      for (let k = 0; k < d; k++) {
        const [other, own] = [numbers[i * d + k]!, points[at + k]!]
        if (other > own) isWhole = false
        this.#point[k] = Math.max(other, own)
      }
      if (isWhole) return false
      this.#addToCut()
    }
    return true
  }

  #addToCut(): void {
    const [d, cut, point] = [this.#d, this.#cut, this.#point]
    // A staircase passes over what is covered faster than it is found here.
    if (d > 3) {
      for (let i = 0; i < cut.count; i++) if (coversAt(cut.numbers, i * d, point, 0, d)) return
      cut.removeCovered(point, 0)
    }
    cut.insert(point, 0)
  }

  #volumeOfCut(): number {
    const [d, { numbers, count }, slices] = [this.#d, this.#cut, this.#slices]
    const end = this.#reference[d - 1]!
    let volume = 0
    slices.clear()
    for (let i = 0; i < count; i++) {
      volume += slices.add(numbers, i * d) * (end - numbers[i * d + d - 1]!)
    }
    return volume
  }
}

/** Less than any volume. */
const COVERED = Number.NEGATIVE_INFINITY
