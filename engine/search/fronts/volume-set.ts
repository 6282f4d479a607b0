/**
 * What a growing set of points dominates, and what a further point would add to it.
 *
 * With one objective that is a length, with two an area beyond a staircase. With more, a set of d objectives has one of
 * d - 1 within, which it fills anew for each point (L. While, L. Bradstreet, L. Barone, A fast way of calculating exact
 * hypervolumes, IEEE Transactions on Evolutionary Computation 16, 2012). Only the number of objectives makes calls deep.
 */
import {
  COVERED,
  createExclusiveSolid,
  ExclusiveCut,
  type ExclusiveVolume,
} from './exclusive-volume.ts'
import type { Point } from './point.ts'
import { SortedPoints } from './sorted-points.ts'
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
  return createSpace(reference)
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

function createSpace(reference: Point): VolumeSet {
  const set = new SortedPoints(reference.length)
  const exclusive = createExclusive(reference)
  return {
    clear: () => {
      set.count = 0
    },
    gainOf: (points, at) => Math.max(0, exclusive.of(points, at, set, -1)),
    add: (points, at) => {
      const gain = exclusive.of(points, at, set, -1)
      if (gain === COVERED) return 0
      set.removeCovered(points, at)
      set.insert(points, at)
      return Math.max(0, gain)
    },
  }
}

function createExclusive(reference: Point): ExclusiveVolume {
  if (reference.length === 3) return createExclusiveSolid(reference)
  return new ExclusiveCut(reference, createVolumeSet(reference.slice(0, -1)))
}

/** What each of several points dominates alone, in the order of the points; with three and more objectives. */
export function exclusiveVolumesOf(points: readonly Point[], reference: Point): ArrayLike<number> {
  const d = reference.length
  const order = [...points.keys()].sort((i, j) => points[i]![d - 1]! - points[j]![d - 1]!)
  const all = new SortedPoints(d, points.length)
  for (const i of order) all.insert(Float64Array.from(points[i]!), 0)
  const exclusive = createExclusive(reference)
  const volumes = new Float64Array(points.length)
  for (const [place, i] of order.entries()) {
    volumes[i] = Math.max(0, exclusive.of(all.numbers, place * d, all, place))
  }
  return volumes
}
