/** Trials that keep all constraints, with their ranks: what several parts of a proposal begin with. */
import type { Point } from '../fronts/point.ts'
import { rankOf } from '../fronts/rank.ts'
import type { SeenTrial } from '../trial.ts'
import { isFeasible } from './split.ts'

export interface Ranked {
  /** By number. */
  readonly trials: readonly SeenTrial[]
  /** Of each trial, 0 where no other dominates it. */
  readonly ranks: readonly number[]
}

/** The feasible ones of trials that ended. */
export function rankTrials(ended: readonly SeenTrial[]): Ranked {
  const trials = ended.filter(isFeasible)
  return { trials, ranks: rankOf(trials.map(({ losses }) => losses)) }
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
