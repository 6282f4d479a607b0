/**
 * Where objects will be: boxes at rest or moving, and whether two of them ever meet.
 *
 * An object is taken for the box of all its phases, grown so far that what lies outside of two boxes
 * is not seen from both. A ship's box moves on in jumps, once a period; it is within a box that is
 * longer by one jump and moves evenly. So what is said never to meet never does; boxes that touch
 * although what is in them would not are said to meet.
 */
import type { Reach } from '../../lattice/neighborhood.ts'
import { boundsOf, type Vector } from './cell-set.ts'
import type { Orbit } from './orbit.ts'

export interface Track {
  /** Lowest and highest sites at tick 0 along each axis, both included. */
  readonly low: Vector
  readonly high: Vector
  readonly period: number
  /** How far it moves in a period. */
  readonly displacement: Vector
}

/** The track of an object that is in its first phase now, `moved` from where that lies. */
export function trackOf(
  { period, displacement, phases }: Orbit,
  moved: Vector,
  reach: Reach,
): Track {
  const low: number[] = []
  const high: number[] = []
  const boxes = phases.map(boundsOf)
  for (const axis of ['x', 'y', 'z'] as const) {
    const jump = displacement[low.length]!
    const here = moved[low.length]!
    const starts = boxes.map((box) => here + box[axis])
    const ends = boxes.map((box) => here + box[axis] + box.size[axis] - 1)
    low.push(Math.min(...starts) - reach[axis] - Math.max(0, jump))
    high.push(Math.max(...ends) + reach[axis] - Math.min(0, jump))
  }
  return {
    low: [low[0]!, low[1]!, low[2]!],
    high: [high[0]!, high[1]!, high[2]!],
    period,
    displacement,
  }
}

/** Tells whether two boxes share a site at some tick from now on. */
export function doMeet(a: Track, b: Track): boolean {
  // With time counted in both periods' product, speeds are whole numbers and nothing is rounded.
  let from = 0
  let until = Number.POSITIVE_INFINITY
  for (const axis of [0, 1, 2] as const) {
    const speed = a.displacement[axis] * b.period - b.displacement[axis] * a.period
    const toTouch = b.low[axis] - a.high[axis]
    const toLeave = b.high[axis] - a.low[axis]
    if (speed === 0) {
      if (toTouch > 0 || toLeave < 0) return false
      continue
    }
    const times = [toTouch / speed, toLeave / speed]
    from = Math.max(from, Math.min(...times))
    until = Math.min(until, Math.max(...times))
  }
  return from <= until
}
