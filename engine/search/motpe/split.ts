/**
 * Which trials are good and which are not, and what each good one weighs.
 *
 * Y. Ozaki, Y. Tanigaki, S. Watanabe, M. Nomura, M. Onishi, "Multiobjective Tree-Structured Parzen Estimator", Journal of
 * Artificial Intelligence Research 73, 2022: good are the first of the non-dominated ranks, and of the rank that does not
 * fit those that dominate most together. There a good trial weighs what it alone dominates.
 */
import { chooseBest } from '../fronts/choose-best.ts'
import { contributionsTo } from '../fronts/contributions.ts'
import type { SeenTrial } from '../trial.ts'
import { findFirstRanks, isFeasible, type Ranked } from './ranked.ts'
import type { MotpeSettings } from './settings.ts'

/** Trials of a study, by number. */
export interface Split {
  readonly good: readonly SeenTrial[]
  /** One a good trial; the largest is 1. */
  readonly weights: Float64Array
  /** The others, those that failed among them; of very many, some. */
  readonly bad: readonly SeenTrial[]
}

/** The density of so many bad trials is as good as that of more. */
const MOST_BAD = 300

/** A weight below which a trial would have no say at all. */
const LEAST_WEIGHT = 1e-12

/**
 * Splits trials that ended, by rising number. Without one that has values none is good.
 *
 * @param ranked those of them that are feasible.
 */
export function splitTrials(
  trials: readonly SeenTrial[],
  ranked: Ranked,
  settings: MotpeSettings,
): Split {
  const told = trials.filter(({ state }) => state !== 'failed')
  const count = Math.min(Math.ceil(settings.goodShare * told.length), settings.mostGood)
  const chosen = new Set(chooseGood(told, ranked, count))
  const good = told.filter((trial) => chosen.has(trial))
  const bad = thin(trials.filter((trial) => !chosen.has(trial)))
  return { good, weights: weigh(good, settings), bad }
}

/** Feasible ones first, then pruned ones that came far, then those that break constraints by little. */
function chooseGood(
  told: readonly SeenTrial[],
  ranked: Ranked,
  count: number,
): readonly SeenTrial[] {
  const best = chooseFeasible(ranked, count)
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

function chooseFeasible(ranked: Ranked, count: number): readonly SeenTrial[] {
  const { trials, ranks } = ranked
  if (trials.length <= count) return trials
  const first = findFirstRanks(ranked, count)
  const losses = first.map((i) => trials[i]!.losses)
  if (losses[0]!.length > 1) return chooseBest(losses, count).map((place) => trials[first[place]!]!)
  const sorted = first.toSorted((i, j) => ranks[i]! - ranks[j]! || i - j)
  return sorted.slice(0, count).map((i) => trials[i]!)
}

/** Of more bad trials than tell anything new, the newest and every so many of the others. */
function thin(bad: readonly SeenTrial[]): readonly SeenTrial[] {
  if (bad.length <= MOST_BAD) return bad
  const half = MOST_BAD / 2
  const old = bad.slice(0, -half)
  const kept = Array.from({ length: half }, (_, i) => old[Math.floor((i * old.length) / half)]!)
  return [...kept, ...bad.slice(-half)]
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
  const volume = settings.weights === 'volume' ? 1 : fade(good.length / settings.mostGood)
  return weights.map((_, i) => {
    const share = Math.max(shares.get(good[i]!) ?? 0, LEAST_WEIGHT)
    return volume * share + (1 - volume)
  })
}

/** A tenth of its size beyond the worst of each objective. */
function referenceBeyond(points: readonly (readonly number[])[]): readonly number[] {
  return points[0]!.map((_, k) => {
    const worst = Math.max(...points.map((point) => point[k]!))
    return worst === 0 ? Number.EPSILON : Math.max(1.1 * worst, 0.9 * worst)
  })
}

/**
 * How much volume decides what a good trial weighs: all, up to half of as many good ones as there may be, and from there on
 * less, down to nothing. Of few, those that dominate much show where it is better; of many, each shows a part of the front.
 */
function fade(part: number): number {
  return Math.min(1, Math.max(0, 2 - 2 * part))
}
