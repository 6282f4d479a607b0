/**
 * Decides whether a challenger takes the place of a champion, by several metrics.
 *
 * The decision is a function of the rule and the two lists of metrics, in no order. Every sum and comparison is
 * monotone also as floating-point numbers round it: an objective that gets better never turns a promotion into a
 * refusal, and by a front no challenger is promoted that its champion dominates.
 */
import type {
  COMPARISON_OUTCOMES,
  Comparison,
  PROMOTION_GROUNDS,
  PromotionRule,
} from '../telemetry/types/promotion-types.ts'

type Outcome = (typeof COMPARISON_OUTCOMES)[number]
type Ground = (typeof PROMOTION_GROUNDS)[number]
type Objective = PromotionRule['objectives'][number]
type Constraint = NonNullable<PromotionRule['constraints']>[number]

/** A value on record, with what of lineage it was measured of. */
export interface Measurement {
  readonly value: number
  readonly source: string
}

/** Values by the names of metrics. */
export type Measurements = ReadonlyMap<string, Measurement>

export interface PromotionDecision {
  readonly verdict: 'promoted' | 'refused'
  readonly ground: Ground
  /** For people: what decided it, with its numbers. */
  readonly explanation: string
  /** Objectives by name, then constraints by name. */
  readonly comparisons: readonly Comparison[]
  readonly challenger_score?: number
  readonly champion_score?: number
}

const MAX_EXPLANATION_CHARS = 500

/**
 * Decides about a challenger.
 *
 * @param champion undefined where the slot has none: then it is enough to be measured and good enough. A metric that
 *   a champion has no value of, since its rule was another, counts as the worst there is.
 */
export function decidePromotion(
  rule: PromotionRule,
  challenger: Measurements,
  champion: Measurements | undefined,
): PromotionDecision {
  const objectives = rule.objectives
    .toSorted(byName)
    .map((each) => compare(rule, each, challenger.get(each.name), champion?.get(each.name)))
  const constraints = (rule.constraints ?? [])
    .toSorted(byName)
    .map((each) => hold(each, challenger.get(each.name)))
  const comparisons = [...objectives, ...constraints]
  const scores = rule.kind === 'weights' ? scoreAll(objectives, champion !== undefined) : {}
  const found = findGround(rule, comparisons, objectives, champion !== undefined, scores)
  const [ground, deciding] = found
  const verdict = ground === 'first' || ground === 'better' ? 'promoted' : 'refused'
  const explanation = explain(ground, deciding, scores, rule.gain ?? 0)
  return { verdict, ground, explanation, comparisons, ...scores }
}

interface Scores {
  readonly challenger_score?: number
  readonly champion_score?: number
}

const REFUSALS = ['missing', 'below', 'worse'] as const

function findGround(
  { kind, gain = 0 }: PromotionRule,
  comparisons: readonly Comparison[],
  objectives: readonly Comparison[],
  hasChampion: boolean,
  { challenger_score = 0, champion_score = 0 }: Scores,
): readonly [Ground, readonly Comparison[]] {
  for (const refusal of REFUSALS) {
    if (refusal === 'worse' && kind === 'weights') continue
    const deciding = comparisons.filter(({ outcome }) => outcome === refusal)
    if (deciding.length > 0) return [refusal, deciding]
  }
  if (!hasChampion) return ['first', comparisons]
  if (kind === 'weights') {
    const isHigher = challenger_score - champion_score > gain
    return [isHigher ? 'better' : 'not_better', objectives]
  }
  const better = objectives.filter(({ outcome }) => outcome === 'better' || outcome === 'unmatched')
  return better.length > 0 ? ['better', better] : ['not_better', objectives]
}

function compare(
  { kind }: PromotionRule,
  objective: Objective,
  challenger: Measurement | undefined,
  champion: Measurement | undefined,
): Comparison {
  return {
    ...objective,
    use: 'objective',
    ...tell('challenger', challenger),
    ...tell('champion', champion),
    ...(kind === 'weights' && {
      ...(challenger && { challenger_share: shareOf(objective, challenger.value) }),
      ...(champion && { champion_share: shareOf(objective, champion.value) }),
    }),
    outcome: outcomeOf(objective, challenger, champion),
  }
}

function hold(constraint: Constraint, challenger: Measurement | undefined): Comparison {
  const outcome =
    challenger === undefined ? 'missing' : reaches(constraint, challenger.value) ? 'kept' : 'below'
  return { ...constraint, use: 'constraint', ...tell('challenger', challenger), outcome }
}

function outcomeOf(
  objective: Objective,
  challenger: Measurement | undefined,
  champion: Measurement | undefined,
): Outcome {
  if (challenger === undefined) return 'missing'
  if (!reaches(objective, challenger.value)) return 'below'
  if (champion === undefined) return 'unmatched'
  const { direction, margin = 0, gain = 0 } = objective
  const more = challenger.value - champion.value
  const lead = direction === 'maximize' ? more : -more
  if (lead > gain) return 'better'
  if (lead >= 0) return 'same'
  return lead >= -margin ? 'within' : 'worse'
}

function reaches({ direction, threshold }: Objective | Constraint, value: number): boolean {
  if (threshold === undefined) return true
  return direction === 'maximize' ? value >= threshold : value <= threshold
}

/** Where a value is between the worst and the best one. */
function shareOf({ worst = 0, best = 1 }: Objective, value: number): number {
  return Math.min(1, Math.max(0, (value - worst) / (best - worst)))
}

/** Weighted means, summed in the order of names. */
function scoreAll(objectives: readonly Comparison[], hasChampion: boolean): Scores {
  const whole = objectives.reduce((sum, { weight = 1 }) => sum + weight, 0)
  const score = (whose: 'challenger_share' | 'champion_share') =>
    objectives.reduce((sum, each) => sum + (each.weight ?? 1) * (each[whose] ?? 0), 0) / whole
  const challenger_score = score('challenger_share')
  return hasChampion
    ? { challenger_score, champion_score: score('champion_share') }
    : { challenger_score }
}

function tell(whose: 'challenger' | 'champion', measured: Measurement | undefined): object {
  if (measured === undefined) return {}
  return { [whose]: measured.value, [`${whose}_source`]: measured.source }
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0
}

function explain(
  ground: Ground,
  deciding: readonly Comparison[],
  { challenger_score, champion_score }: Scores,
  gain: number,
): string {
  const isByScore = champion_score !== undefined && (ground === 'better' || ground === 'not_better')
  const text = isByScore
    ? `the score ${challenger_score} is ${ground === 'better' ? '' : 'not '}above ${champion_score} by more than ${gain}`
    : `${INTRODUCTIONS[ground]}${deciding.map(sayOne).join('; ')}`
  return text.length <= MAX_EXPLANATION_CHARS
    ? text
    : `${text.slice(0, MAX_EXPLANATION_CHARS - 3).toWellFormed()}...`
}

const INTRODUCTIONS: Readonly<Record<Ground, string>> = {
  first: 'the slot has no champion, and ',
  better: '',
  missing: '',
  below: '',
  worse: '',
  not_better: 'it is better in nothing: ',
}

function sayOne(comparison: Comparison): string {
  const { name, outcome, challenger, champion, threshold, direction } = comparison
  const bound = direction === 'maximize' ? 'at least' : 'at most'
  switch (outcome) {
    case 'missing':
      return `${name} was not measured`
    case 'below':
      return `${name} is ${challenger}, and must be ${bound} ${threshold}`
    case 'kept':
      return `${name} is ${challenger}, ${bound} ${threshold}`
    case 'unmatched':
      return `${name} is ${challenger}`
    case 'better':
      return `${name} is ${challenger}, better than ${champion}`
    case 'same':
      return `${name} is ${challenger}, and was ${champion}`
    case 'within':
      return `${name} is ${challenger}, worse than ${champion} by no more than ${comparison.margin}`
    case 'worse':
      return `${name} is ${challenger}, worse than ${champion} by more than ${comparison.margin ?? 0}`
    default:
      return outcome satisfies never
  }
}
