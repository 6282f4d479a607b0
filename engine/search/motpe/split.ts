/**
 * Which trials are good and which are not, and how much each says.
 *
 * Y. Ozaki, Y. Tanigaki, S. Watanabe, M. Nomura, M. Onishi, "Multiobjective Tree-Structured Parzen Estimator", Journal of
 * Artificial Intelligence Research 73, 2022: good are the first of the non-dominated ranks, and of the rank that does not
 * fit those that dominate most together. A good trial weighs what it alone dominates.
 */
import { chooseSubset } from '../fronts/choose-subset.ts'
import { contributionsTo } from '../fronts/contributions.ts'
import { rankOf } from '../fronts/rank.ts'
import type { SeenTrial } from '../trial.ts'
import type { MotpeSettings } from './settings.ts'

export interface Split {
  readonly good: readonly SeenTrial[]
  /** One a good trial; the largest is 1. */
  readonly weights: Float64Array
  readonly bad: readonly SeenTrial[]
}

/** A weight below which a trial would have no say at all. */
const MIN_WEIGHT = 1e-12

/** Splits trials that ended. */
export function splitTrials(trials: readonly SeenTrial[], settings: MotpeSettings): Split {
  const told = trials.filter(({ state }) => state !== 'failed')
  const count = Math.min(Math.ceil(settings.gamma * told.length), settings.maxGood)
  const chosen = new Set(chooseGood(told, count))
  const good = told.filter((trial) => chosen.has(trial))
  const bad = trials.filter((trial) => !chosen.has(trial))
  return { good, weights: weigh(good, settings), bad }
}

function chooseGood(told: readonly SeenTrial[], count: number): readonly SeenTrial[] {
  const feasible = told.filter(({ state, violation }) => state === 'complete' && violation === 0)
  const good = chooseBest(feasible, count)
  if (good.length === count) return good
  const pruned = told
    .filter(({ state }) => state === 'pruned')
    .toSorted((a, b) => b.lastStep - a.lastStep || a.losses[0]! - b.losses[0]! || a.number - b.number)
  const infeasible = told
    .filter(({ state, violation }) => state === 'complete' && violation > 0)
    .toSorted((a, b) => a.violation - b.violation || a.number - b.number)
  return [...good, ...pruned, ...infeasible].slice(0, count)
}

function chooseBest(trials: readonly SeenTrial[], count: number): readonly SeenTrial[] {
  if (trials.length <= count) return trials
  if (trials[0]!.losses.length === 1) {
    const sorted = trials.toSorted((a, b) => a.losses[0]! - b.losses[0]! || a.number - b.number)
    return sorted.slice(0, count)
  }
  const ranks = rankOf(trials.map(({ losses }) => losses))
  const good: SeenTrial[] = []
  for (let rank = 0; good.length < count; rank++) {
    const members = trials.filter((_, i) => ranks[i] === rank)
    if (good.length + members.length <= count) good.push(...members)
    else good.push(...chooseSpread(members, count - good.length))
  }
  return good
}

function chooseSpread(trials: readonly SeenTrial[], count: number): readonly SeenTrial[] {
  const points = trials.map(({ losses }) => losses)
  return chooseSubset(points, count, referenceOf(points)).map((i) => trials[i]!)
}

/** A tenth beyond the worst of each objective. */
export function referenceOf(points: readonly (readonly number[])[]): readonly number[] {
  return points[0]!.map((_, i) => {
    let worst = Number.NEGATIVE_INFINITY
    for (const point of points) worst = Math.max(worst, point[i]!)
    return worst === 0 ? Number.EPSILON : Math.max(1.1 * worst, 0.9 * worst)
  })
}

function weigh(good: readonly SeenTrial[], { weights: kind }: MotpeSettings): Float64Array {
  const weights = new Float64Array(good.length).fill(1)
  if (kind === 'equal' || good.length < 2 || good[0]!.losses.length < 2) return weights
  const usable = good.filter(({ state, violation }) => state === 'complete' && violation === 0)
  if (usable.length === 0) return weights
  const points = usable.map(({ losses }) => losses)
  const contributions = contributionsTo(points, referenceOf(points))
  const most = contributions.reduce((a, b) => Math.max(a, b), 0)
  if (!(most > 0)) return weights
  const found = new Map(usable.map((trial, i) => [trial, contributions[i]! / most]))
  for (const [i, trial] of good.entries()) {
    const share = found.get(trial) ?? 0
    weights[i] = Math.max(kind === 'mixed' ? 0.5 + share : share, MIN_WEIGHT)
  }
  return weights
}
