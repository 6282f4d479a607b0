/** Trials that keep all constraints, with their ranks: what several parts of a proposal begin with. */
import type { Point } from '../fronts/point.ts'
import { rankOf } from '../fronts/rank.ts'
import type { SeenTrial } from '../trial.ts'

/** Whether a trial is complete and keeps all constraints. */
export const isFeasible = ({ state, violation }: SeenTrial) =>
  state === 'complete' && violation === 0

export interface Ranked {
  /** By number. */
  readonly trials: readonly SeenTrial[]
  /** Of each trial, 0 where no other dominates it. */
  readonly ranks: readonly number[]
}

/** The feasible ones of trials that ended. */
export function rankTrials(ended: readonly SeenTrial[]): Ranked {
  const trials = ended.filter(isFeasible)
  const losses = trials.map((trial) => trial.losses)
  return { trials, ranks: losses[0]?.length === 1 ? rankNumbers(losses) : rankOf(losses) }
}

/** Of one objective how many are less: the same order as ranks have, much sooner. */
function rankNumbers(losses: readonly Point[]): readonly number[] {
  const sorted = Float64Array.from(losses.map((point) => point[0]!)).sort()
  return losses.map((point) => {
    const loss = point[0]!
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sorted[middle]! < loss) low = middle + 1
      else high = middle
    }
    return low
  })
}

/** The indices, by number, of whole ranks from the first on, until there are `count`. */
export function findFirstRanks({ ranks }: Ranked, count: number): readonly number[] {
  const sizes = new Int32Array(ranks.length + 1)
  for (const rank of ranks) sizes[rank]!++
  let [last, found] = [-1, 0]
  while (found < count && last < ranks.length) found += sizes[++last]!
  return [...ranks.keys()].filter((i) => ranks[i]! <= last)
}

/** The points of rank 0, of equal ones the first. */
export function frontOf<T extends Point>(
  points: readonly T[],
  ranks: readonly number[],
): readonly T[] {
  const front = points.filter((_, i) => ranks[i] === 0)
  const seen = new Set<string>()
  return front.filter((point) => {
    const key = point.join()
    return !seen.has(key) && seen.add(key)
  })
}
