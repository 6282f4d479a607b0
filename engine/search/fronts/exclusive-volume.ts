/**
 * What a point dominates that others do not: its box up to the reference, without what the others dominate of the box.
 *
 * The others are cut to the box (the larger number of each objective), by rising last objective, and their volume is
 * taken slice by slice: each adds what is new of it in the objectives before, times what is left of the last one.
 */
import type { Point } from './point.ts'
import { coversAt, SortedPoints } from './sorted-points.ts'
import { Staircase } from './staircase.ts'

export interface ExclusiveVolume {
  /**
   * Of the point whose numbers begin at `at`, beside all others but the one at `skipped`: -1 names none. It may be a
   * little below 0 by rounding; {@link COVERED} where another is at least as good in all objectives.
   */
  of(points: Float64Array, at: number, others: SortedPoints, skipped: number): number
}

/** Less than any volume. */
export const COVERED = Number.NEGATIVE_INFINITY

/** With three objectives the slices are a staircase. */
export function createExclusiveSolid(reference: Point): ExclusiveVolume {
  const [endX, endY, endZ] = [reference[0]!, reference[1]!, reference[2]!]
  const stairs = new Staircase([endX, endY])
  return {
    of(points, at, { numbers, count }, skipped) {
      const [x, y, z] = [points[at]!, points[at + 1]!, points[at + 2]!]
      // How far the two edges of the slices that meet in the point are free: most of the others are beyond.
      let [freeX, freeY, covered] = [endX, endY, 0]
      stairs.clear()
      for (let i = 0; i < count; i++) {
        const cutX = Math.max(numbers[3 * i]!, x)
        const cutY = Math.max(numbers[3 * i + 1]!, y)
        if (cutX >= freeX || cutY >= freeY || i === skipped) continue
        const cutZ = Math.max(numbers[3 * i + 2]!, z)
        if (cutX === x && cutY === y && cutZ === z) return COVERED
        covered += stairs.add(cutX, cutY) * (endZ - cutZ)
        if (cutX === x) freeY = cutY
        if (cutY === y) freeX = cutX
        // From here on the slices are covered.
        if (cutX === x && cutY === y) break
      }
      return (endX - x) * (endY - y) * (endZ - z) - covered
    },
  }
}

/** A set of points with one objective less, that tells what a further one adds. */
interface Slices {
  clear(): void
  add(points: Float64Array, at: number): number
}

/** With more than three objectives only those of the cut points count that no other covers. */
export class ExclusiveCut implements ExclusiveVolume {
  readonly #reference: Point
  readonly #slices: Slices
  readonly #cut: SortedPoints
  readonly #point: Float64Array

  constructor(reference: Point, slices: Slices) {
    this.#reference = reference
    this.#slices = slices
    this.#cut = new SortedPoints(reference.length)
    this.#point = new Float64Array(reference.length)
  }

  of(points: Float64Array, at: number, others: SortedPoints, skipped: number): number {
    if (!this.#cutTo(points, at, others, skipped)) return COVERED
    const box = this.#reference.reduce((size, end, k) => size * (end - points[at + k]!), 1)
    return box - this.#volumeOfCut()
  }

  /** Cuts the others to the box of a point; false where one covers all of it. */
  #cutTo(points: Float64Array, at: number, others: SortedPoints, skipped: number): boolean {
    const [last, { numbers, count }] = [this.#reference.length - 1, others]
    this.#cut.count = 0
    for (let i = 0; i < count; i++) {
      if (i === skipped) continue
      const from = i * (last + 1)
      const isWhole = coversAt(numbers, from, points, at, last)
      if (isWhole && numbers[from + last]! <= points[at + last]!) return false
      for (let k = 0; k <= last; k++) this.#point[k] = Math.max(numbers[from + k]!, points[at + k]!)
      this.#addToCut()
      // From here on the slices are covered.
      if (isWhole) break
    }
    return true
  }

  #addToCut(): void {
    const [d, cut, point] = [this.#reference.length, this.#cut, this.#point]
    for (let i = 0; i < cut.count; i++) if (coversAt(cut.numbers, i * d, point, 0, d)) return
    cut.removeCovered(point, 0)
    cut.insert(point, 0)
  }

  #volumeOfCut(): number {
    const [d, { numbers, count }] = [this.#reference.length, this.#cut]
    const end = this.#reference[d - 1]!
    let volume = 0
    this.#slices.clear()
    for (let i = 0; i < count; i++) {
      volume += this.#slices.add(numbers, i * d) * (end - numbers[i * d + d - 1]!)
    }
    return volume
  }
}
