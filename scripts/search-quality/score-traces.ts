/** Scores traces of the project's own problems: hypervolume or regret at two budgets, against random search. */
import type { SearchProblem } from '../../engine/testing/search-problems/search-problem.ts'
import { volumeOf } from './volume.ts'

export interface Trace {
  readonly sampler: string
  readonly problem: string
  readonly seed: number
  readonly ys: readonly (readonly number[])[]
}

/** Trials after which scores are taken. */
export const BUDGETS = [100, 250] as const

/** Higher is better: the volume, or minus the regret. */
export function scoreAt(problem: SearchProblem, { ys }: Trace, trials: number): number {
  const seen = ys.slice(0, trials)
  if (problem.objectives === 1) return problem.best - Math.min(...seen.map(([y]) => y!))
  const { ideal, reference } = problem
  const places = seen.map((y) => y.map((v, i) => (v - ideal[i]!) / (reference[i]! - ideal[i]!)))
  return volumeOf(places)
}

/** The value at a share of sorted numbers, between two by their distance. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return low + (high - low) * (place - Math.floor(place))
}

/** The probability that one of `a` is above one of `b`; ties count half. */
export function probabilityAbove(a: readonly number[], b: readonly number[]): number {
  let wins = 0
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0
  return wins / (a.length * b.length)
}

/** The first trial whose score is at least `target`, or one more than there are. */
export function firstReach(problem: SearchProblem, trace: Trace, target: number): number {
  let [low, high] = [1, trace.ys.length + 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (scoreAt(problem, trace, middle) >= target) high = middle
    else low = middle + 1
  }
  return low
}
