/** A growing set of points of which none dominates another, that tells quickly whether it dominates a point. */
import { covers, type Point } from './point.ts'
import { Staircase } from './staircase.ts'

/** Points come by rising order (`comparePoints`): what comes later dominates nothing that is there. */
export interface Front {
  /** Whether a point that is there is at least as good as this one, which comes after it, in all objectives. */
  covers(point: Point): boolean
  add(point: Point): void
}

/** An empty front; with up to three objectives, questions take logarithmic time. */
export function createFront(objectives: number): Front {
  if (objectives <= 2) return createLeast(objectives - 1)
  return objectives === 3 ? createStairs() : createList()
}

/** With the first objective in order, the least of the last one decides. */
function createLeast(last: number): Front {
  let least = Number.POSITIVE_INFINITY
  let isEmpty = true
  return {
    covers: (point) => !isEmpty && (last < 0 || least <= point[last]!),
    add: (point) => {
      isEmpty = false
      least = Math.min(least, point[last] ?? least)
    },
  }
}

function createStairs(): Front {
  const stairs = new Staircase()
  return {
    covers: (point) => stairs.covers(point[1]!, point[2]!),
    add: (point) => void stairs.add(point[1]!, point[2]!),
  }
}

/** The newest are asked first: they are the nearest in the first objective. */
function createList(): Front {
  const points: Point[] = []
  return {
    covers: (point) => {
      for (let i = points.length - 1; i >= 0; i--) if (covers(points[i]!, point)) return true
      return false
    },
    add: (point) => void points.push(point),
  }
}
