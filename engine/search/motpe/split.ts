/**
 * Which trials are good and which are not, and what each good one weighs.
 *
 * Y. Ozaki, Y. Tanigaki, S. Watanabe, M. Nomura, M. Onishi, "Multiobjective Tree-Structured Parzen Estimator", Journal of
 * Artificial Intelligence Research 73, 2022: good are the first of the non-dominated ranks, and of the rank that does not
 * fit those that dominate most together. A good trial weighs what it alone dominates.
 */
import { chooseBest } from '../fronts/choose-best.ts'
import { contributionsTo } from '../fronts/contributions.ts'
import type { SeenTrial } from '../trial.ts'
import type { MotpeSettings } from './settings.ts'

/** Trials of a study, by number. */
export interface Split {
  readonly good: readonly SeenTrial[]
  /** One a good trial; the largest is 1. */
  readonly weights: Float64Array
  /** All others, those that failed among them. */
  readonly bad: readonly SeenTrial[]
}

/** A weight below which a trial would have no say at all. */
const LEAST_WEIGHT = 1e-12

/** Whether a trial is complete and keeps all constraints. */
export const isFeasible = ({ state, violation }: SeenTrial) =>
  state === 'complete' && violation === 0

/** Splits trials that ended, by rising number. Without one that has values none is good. */
export function splitTrials(trials: readonly SeenTrial[], settings: MotpeSettings): Split {
  const told = trials.filter(({ state }) => state !== 'failed')
  const count = Math.min(Math.ceil(settings.goodShare * told.length), settings.mostGood)
  const chosen = new Set(chooseGood(told, count))
  const good = told.filter((trial) => chosen.has(trial))
  const bad = trials.filter((trial) => !chosen.has(trial))
  return { good, weights: weigh(good, settings), bad }
}

/** Feasible ones first, then pruned ones that came far, then those that break constraints by little. */
function chooseGood(told: readonly SeenTrial[], count: number): readonly SeenTrial[] {
  const feasible = told.filter(isFeasible)
  const best = chooseFeasible(feasible, count)
  if (best.length === count) return best
  const pruned = told.filter(({ state }) => state === 'pruned')
  const infeasible = told.filter((trial) => trial.state === 'complete' && !isFeasible(trial))
  return [
    ...best,
    ...pruned.toSorted(
      (a, b) => b.lastStep - a.lastStep || sumOf(a) - sumOf(b) || a.number - b.number,
    ),
    ...infeasible.toSorted((a, b) => a.violation - b.violation || a.number - b.number),
  ].slice(0, count)
}

const sumOf = ({ losses }: SeenTrial) => losses.reduce((sum, loss) => sum + loss, 0)

function chooseFeasible(trials: readonly SeenTrial[], count: number): readonly SeenTrial[] {
  if (trials.length <= count) return trials
  if (trials[0]!.losses.length > 1) {
    return chooseBest(
      trials.map(({ losses }) => losses),
      count,
    ).map((i) => trials[i]!)
  }
  return trials
    .toSorted((a, b) => a.losses[0]! - b.losses[0]! || a.number - b.number)
    .slice(0, count)
}

function weigh(good: readonly SeenTrial[], settings: MotpeSettings): Float64Array {
  const weights = new Float64Array(good.length).fill(1)
  const feasible = good.filter(isFeasible)
  if (settings.weights === 'equal' || feasible.length < 2) return weights
  const points = feasible.map(({ losses }) => losses)
  if (points[0]!.length < 2) return weights
  const contributions = contributionsTo(points, referenceBeyond(points))
  const most = Math.max(...contributions)
  if (!(most > 0) || !Number.isFinite(most)) return weights
  const shares = new Map(feasible.map((trial, i) => [trial, contributions[i]! / most]))
  return weights.map((_, i) => Math.max(shares.get(good[i]!) ?? 0, LEAST_WEIGHT))
}

/** A tenth of its size beyond the worst of each objective. */
function referenceBeyond(points: readonly (readonly number[])[]): readonly number[] {
  return points[0]!.map((_, k) => {
    const worst = Math.max(...points.map((point) => point[k]!))
    return worst === 0 ? Number.EPSILON : Math.max(1.1 * worst, 0.9 * worst)
  })
}
