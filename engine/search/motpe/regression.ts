/** What is known of losses between trials: a process for each objective, and one for whether a trial is feasible. */
import type { Point } from '../fronts/point.ts'
import type { Space } from '../space.ts'
import type { SeenTrial } from '../trial.ts'
import { createFeatures, type Features, pointsOf } from './features.ts'
import { fitBeliefs } from './fit-beliefs.ts'
import { type Beliefs, GaussianProcess } from './gaussian-process.ts'
import { type Places, placesOf } from './places.ts'
import { findFirstRanks, isFeasible, type Ranked } from './ranked.ts'
import type { MotpeSettings } from './settings.ts'
import { Trends } from './trend.ts'
import { createWarp, type Warp } from './warp.ts'

/** Beliefs are fitted anew each time there are so many times as many trials, from so many on. */
const GROWTH = 1.25
const FIRST_FIT = 8

/** So many trials tell what losses there are. */
const MOST_FOR_WARP = 250

export interface Regression {
  readonly features: Features
  /** How many points {@link processes} have seen. */
  readonly count: number
  readonly processes: readonly GaussianProcess[]
  /** Of those points. */
  readonly trends: Trends
  readonly warps: readonly Warp[]
  /** What those that have not ended are likely to come to: warped losses. */
  readonly believed: readonly Point[]
  /** Of 1 for trials that are not feasible and 0 for those that are; undefined while all are. */
  readonly refusal: GaussianProcess | undefined
  /** What {@link refusal} makes of 0 and 1. */
  readonly refusalScale: Warp
  /** How many points it has seen. */
  readonly refusalCount: number
}

/** What beliefs were fitted to, so that they are fitted once; they can be fitted again. */
interface Fit {
  readonly trials: readonly SeenTrial[]
  readonly beliefs: readonly Beliefs[]
}

/** The last fit of a space; a study has its space to itself. */
const fits = new WeakMap<Space, Fit>()

/**
 * Fits processes to trials that ended.
 *
 * @param ended by number.
 * @param ranked those of them that are feasible, at least two.
 * @param running those that have not ended, which are taken to come out as they are likely to.
 */
export function fitRegression(
  space: Space,
  ended: readonly SeenTrial[],
  ranked: Ranked,
  running: readonly Places[],
  settings: MotpeSettings,
): Regression {
  const features = createFeatures(space)
  const beliefs = beliefsOf(space, features, ranked.trials, settings)
  const chosen = chooseTrials(ranked, settings.rows)
  const rows = chosen.map(({ params }) => placesOf(space, params))
  const known = spreadOver(ranked.trials, Math.min(MOST_FOR_WARP, ranked.trials.length))
  const warps = beliefs.map((_, k) => createWarp(known.map(({ losses }) => losses[k]!)))
  const points = pointsOf(features, rows)
  const others = pointsOf(features, running)
  const hasTrends = usesTrends(settings, beliefs.length)
  const first = new Trends(features, points, hasTrends)
  const seen = beliefs.map((each, k) => {
    const values = Float64Array.from(chosen, ({ losses }) => warps[k]!(losses[k]!))
    const process = new GaussianProcess(features, points, values, each, first)
    return { process, values, believed: believe(features, first, process, others) }
  })
  const believed = running.map((_, i) => seen.map((each) => each.believed[i]!))
  const all = join(points, others)
  const trends = running.length === 0 ? first : new Trends(features, all, hasTrends)
  const processes = seen.map(({ process, values, believed: more }, k) =>
    running.length === 0
      ? process
      : new GaussianProcess(features, all, join(values, more), beliefs[k]!, trends),
  )
  const refusalScale = createWarp([0, 1])
  const judged = ended.filter(({ state }) => state !== 'pruned')
  const refused = judged.every(isFeasible) ? [] : judged.slice(-settings.rows)
  const refusal = fitRefusal(space, features, refused, refusalScale)
  return {
    features,
    count: rows.length + running.length,
    processes,
    trends,
    warps,
    believed,
    refusal,
    refusalScale,
    refusalCount: refused.length,
  }
}

/** With one objective trends lead away from where it is least, unless that is in a valley without others (docs/search.md). */
const usesTrends = ({ trends }: MotpeSettings, objectives: number) =>
  trends === 'always' || (trends === 'several' && objectives > 1)

/** What a process takes other points to come to. */
function believe(
  features: Features,
  trends: Trends,
  process: GaussianProcess,
  others: Float64Array,
): Float64Array {
  const { count } = features
  return Float64Array.from({ length: others.length / count }, (_, i) => {
    const other = others.subarray(i * count, (i + 1) * count)
    return process.meanAt(trends.ask(other), other)
  })
}

function join(a: Float64Array, b: Float64Array): Float64Array {
  const joined = new Float64Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}

function fitRefusal(
  space: Space,
  features: Features,
  judged: readonly SeenTrial[],
  scale: Warp,
): GaussianProcess | undefined {
  if (judged.length === 0) return undefined
  const rows = judged.map(({ params }) => placesOf(space, params))
  const values = Float64Array.from(judged, (trial) => scale(isFeasible(trial) ? 0 : 1))
  const lengths = new Float64Array(space.dimensions.length).fill(EVEN_LENGTH)
  const beliefs = { lnLengths: lengths, lnNoise: REFUSAL_NOISE, lnTrend: Number.NEGATIVE_INFINITY }
  const points = pointsOf(features, rows)
  return new GaussianProcess(features, points, values, beliefs, new Trends(features, points, false))
}

/** Lengths of about half a range, and noise of about a hundredth. */
const EVEN_LENGTH = -0.7
const REFUSAL_NOISE = -4.6

function beliefsOf(
  space: Space,
  features: Features,
  trials: readonly SeenTrial[],
  settings: MotpeSettings,
): readonly Beliefs[] {
  const begun = trials.slice(0, countToFit(trials.length))
  const kept = fits.get(space)
  const isKept =
    kept?.trials.length === begun.length && begun.every((trial, i) => trial === kept.trials[i])
  if (isKept) return kept.beliefs
  const chosen = begun.length <= settings.rows ? begun : spreadOver(begun, settings.rows)
  const points = pointsOf(
    features,
    chosen.map(({ params }) => placesOf(space, params)),
  )
  const hasTrends = usesTrends(settings, trials[0]!.losses.length)
  const trends = hasTrends ? new Trends(features, points, true) : undefined
  const beliefs = trials[0]!.losses.map((_, k) => {
    const warp = createWarp(chosen.map(({ losses }) => losses[k]!))
    const values = Float64Array.from(chosen, ({ losses }) => warp(losses[k]!))
    return fitBeliefs(features, points, values, trends)
  })
  fits.set(space, { trials: begun, beliefs })
  return beliefs
}

/** The largest of 8, 10, 13, 17 and so on that is not above `count`. */
function countToFit(count: number): number {
  let [fitted, next] = [Math.min(FIRST_FIT, count), FIRST_FIT]
  while (next <= count) {
    fitted = next
    next = Math.ceil(GROWTH * next)
  }
  return fitted
}

/** `count` of the trials, evenly, the last among them. */
function spreadOver(trials: readonly SeenTrial[], count: number): readonly SeenTrial[] {
  return Array.from(
    { length: count },
    (_, i) => trials[Math.ceil(((i + 1) * trials.length) / count) - 1]!,
  )
}

/** The newest, then those of the best ranks, the newer first, up to four fifths; and some of all others. */
function chooseTrials(ranked: Ranked, most: number): readonly SeenTrial[] {
  const { trials, ranks } = ranked
  if (trials.length <= most) return trials
  const chosen = new Set(trials.slice(-Math.floor(most / 5)))
  const order = findFirstRanks(ranked, most).toSorted((a, b) => ranks[a]! - ranks[b]! || b - a)
  for (const i of order) {
    if (chosen.size >= Math.floor(0.8 * most)) break
    chosen.add(trials[i]!)
  }
  const rest = trials.filter((trial) => !chosen.has(trial))
  for (const trial of spreadOver(rest, most - chosen.size)) chosen.add(trial)
  return trials.filter((trial) => chosen.has(trial))
}
