/**
 * From measures to a verdict: a short list of criteria, asked in order, the first that holds decides.
 *
 * 1. Members that soon go to a uniform state are dead. If nearly all are, the rule dies; if some are, the
 *    others say what the rule is: a rule is what its liveliest beginnings show.
 * 2. What has settled before a signal could cross the world is class 2, whatever changes do to it.
 * 3. Changes that nearly always spread: chaotic.
 * 4. Changes that spread now and then, entropies that go up and down, or settling that takes long: complex.
 * 5. What else has settled, or keeps changes to where they were made, freezes or cycles.
 */
import { type Behavior, type Verdict, wolframClassOf } from './behavior.ts'
import {
  type EnsembleWorld,
  isDead,
  type MeasuredMember,
  type PooledMeasures,
  poolMeasures,
} from './pooled-measures.ts'
import { THRESHOLD_VALUES, type ThresholdName, type ThresholdValues } from './thresholds.ts'

/** One question that was asked. */
export interface Criterion {
  readonly threshold: ThresholdName
  /** What was held against it. */
  readonly name: string
  readonly value: number
  readonly bound: number
  /** Whether the value is at least the bound. */
  readonly isMet: boolean
}

export interface Decision {
  readonly verdict: Verdict
  /** What it would be without the members that disagree; the verdict itself unless undecided. */
  readonly leaning: Behavior | undefined
  /** Share of the members that were asked whose own measures give the same class, 0 to 1. */
  readonly agreement: number
  /** How far the value that decided is from its bound, as a share of it; at most 1. */
  readonly margin: number
  /** What was asked, in order; the last one decided. */
  readonly criteria: readonly Criterion[]
  /** Sentences that say why. */
  readonly reasons: readonly string[]
  /** What the members that live show together; undefined where none does. */
  readonly pooled: PooledMeasures | undefined
  readonly members: number
  readonly dead: number
}

/** Decides what a rule does by what its members did. */
export function decideBehavior(
  members: readonly MeasuredMember[],
  world: EnsembleWorld,
  thresholds: ThresholdValues = THRESHOLD_VALUES,
): Decision {
  const asker = new Asker(thresholds)
  const living = members.filter((member) => !isDead(member, world))
  const dead = members.length - living.length
  const pooled = living.length === 0 ? undefined : poolMeasures(living, world, thresholds)
  const isDying = asker.ask('deadShare', 'members that die', dead / Math.max(1, members.length))
  const leaning = isDying || pooled === undefined ? 'dies' : behaviorOf(pooled, asker)
  const own = members.map((member) => ownBehavior(member, world, thresholds))
  const asked = leaning === 'dies' ? own : own.filter((_, i) => !isDead(members[i]!, world))
  const same = asked.filter((each) => wolframClassOf(each) === wolframClassOf(leaning)).length
  const agreement = asked.length === 0 ? 0 : same / asked.length
  const isDecided = agreement >= thresholds.agreement && !asker.lacksDamage
  const reasons = [...asker.reasons]
  if (dead > 0 && leaning !== 'dies') {
    reasons.unshift(`${dead} of ${members.length} beginnings die; the others decide`)
  }
  if (agreement < thresholds.agreement) {
    reasons.push(`only ${same} of ${asked.length} members show the same class by themselves`)
  }
  if (asker.lacksDamage) reasons.push('no one-cell changes could be followed')
  return {
    verdict: isDecided ? leaning : 'undecided',
    leaning,
    agreement,
    margin: asker.margin,
    criteria: asker.criteria,
    reasons,
    pooled,
    members: members.length,
    dead,
  }
}

/** What a member shows by itself. */
export function ownBehavior(
  member: MeasuredMember,
  world: EnsembleWorld,
  thresholds: ThresholdValues = THRESHOLD_VALUES,
): Behavior {
  if (isDead(member, world)) return 'dies'
  return behaviorOf(poolMeasures([member], world, thresholds), new Asker(thresholds))
}

/** Holds values against thresholds and remembers what came of it. */
class Asker {
  readonly criteria: Criterion[] = []
  readonly reasons: string[] = []
  lacksDamage = false
  readonly #thresholds: ThresholdValues

  constructor(thresholds: ThresholdValues) {
    this.#thresholds = thresholds
  }

  ask(threshold: ThresholdName, name: string, value: number): boolean {
    const bound = this.#thresholds[threshold]
    const isMet = value >= bound
    this.criteria.push({ threshold, name, value, bound, isMet })
    return isMet
  }

  /** How far the nearest of the values asked so far is from its bound. */
  get margin(): number {
    const apart = this.criteria.map(({ value, bound }) => Math.abs(value - bound) / Math.max(bound, 1e-12))
    return Math.min(1, ...apart)
  }
}

function behaviorOf(pooled: PooledMeasures, asker: Asker): Behavior {
  const { spreads, survivorSpreads, lookupDeviation, settled, settling, activity, frozen } = pooled
  const calm = frozen >= 0.5 || activity === 0 ? 'freezes' : 'cycles'
  const isSettled = asker.ask('settledShare', 'members that settle', settled)
  if (isSettled && !asker.ask('quickSettling', 'settling time in diameters', settling)) {
    asker.reasons.push('it settles before a signal could cross the world')
    return calm
  }
  const isSteady = lookupDeviation < 0.02
  if (spreads !== undefined && survivorSpreads !== undefined) {
    if (asker.ask('chaoticSpread', 'changes that spread', spreads)) {
      asker.reasons.push('nearly every one-cell change spreads and goes on spreading')
      return 'chaotic'
    }
    const isMostOfAll = 2 * spreads >= 0.9 && isSteady
    if (isMostOfAll && asker.ask('survivorSpread', 'changes that spread, of those that do not heal', survivorSpreads)) {
      asker.reasons.push('a change heals at once or spreads for good, under a steady entropy')
      return 'chaotic'
    }
    if (asker.ask('complexSpread', 'changes that spread', spreads)) {
      asker.reasons.push('some changes spread, some heal, some stay where they are')
      return 'complex'
    }
  } else if (!isSettled) asker.lacksDamage = true
  if (asker.ask('complexDeviation', 'deviation of the lookup entropy', lookupDeviation)) {
    asker.reasons.push('the lookup entropy goes on moving: order and disorder share the world')
    return 'complex'
  }
  const isBusy = activity > 0 || settled === 1
  if (isBusy && settled >= 0.25 && asker.ask('slowSettling', 'settling time in diameters', settling)) {
    asker.reasons.push('it settles, but only long after signals have crossed the world')
    return 'complex'
  }
  asker.reasons.push(
    isSettled ? 'it settles, and changes stay where they are made' : 'changes stay where they are made',
  )
  return calm
}
