/**
 * From measures to a verdict: a short list of criteria, asked in order, the first that holds decides.
 *
 * 1. Members that soon go to a uniform state are dead. If nearly all are, the rule dies; if some are, the
 *    others say what the rule is: a rule is what its liveliest beginnings show.
 * 2. What has settled before a signal could cross the world is class 2, whatever changes do to it.
 * 3. Changes that nearly always spread: chaotic.
 * 4. Changes that spread now and then, entropies that go up and down, or settling that takes long: complex.
 * 5. What else has settled, or keeps changes to where they were made, freezes or cycles,
 * 6. unless small patches leave objects that travel over it: complex (C. Bays, "Candidates for the game of Life in
 *    three dimensions", Complex Systems 1, 1987, asks of a game of Life that gliders occur in it naturally).
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
  /** Members that decided. */
  readonly asked: number
  readonly members: number
  readonly dead: number
  /** Whether objects that travel decided, and not what the members show by themselves. */
  readonly isByMovers: boolean
}

/** What an ensemble did. */
export interface EnsembleMembers {
  /** Beginnings of random cells everywhere. */
  readonly soups: readonly MeasuredMember[]
  /** Small patches of random cells amid zeros; they speak where most soups die. */
  readonly patches: readonly MeasuredMember[]
  /** Beginnings that were looked through for objects that move by themselves; absent where not. */
  readonly movers?: { readonly tried: number; readonly found: number } | undefined
}

/** With fewer members a share is a guess. */
const FEW_MEMBERS = 8

/** A decision this close to its bound could be a matter of chance. */
const SMALL_MARGIN = 0.05

const countMembers = (count: number) =>
  count === 1 ? '1 beginning was' : `${count} beginnings were`

/** Below this share of soups that live, patches are asked too. */
const MIN_LIVING_SOUPS = 0.25

/**
 * The members whose measures decide: the soups that live, with the patches that live where those are few. Empty
 * where nothing lives.
 */
export function decidersOf<M extends MeasuredMember>(
  { soups, patches }: { readonly soups: readonly M[]; readonly patches: readonly M[] },
  world: EnsembleWorld,
): readonly M[] {
  const living = soups.filter((member) => !isDead(member, world))
  const isSoupLed = living.length > 0 && living.length >= MIN_LIVING_SOUPS * soups.length
  return isSoupLed ? living : [...living, ...patches.filter((member) => !isDead(member, world))]
}

/** Decides what a rule does by what its members did. */
export function decideBehavior(
  { soups, patches, movers }: EnsembleMembers,
  world: EnsembleWorld,
  thresholds: ThresholdValues = THRESHOLD_VALUES,
): Decision {
  const asker = new Asker(thresholds)
  const members = [...soups, ...patches]
  const deciding = decidersOf({ soups, patches }, world)
  const isSoupLed = deciding.every((member) => soups.includes(member))
  const dead = members.filter((member) => isDead(member, world)).length
  const pooled = deciding.length === 0 ? undefined : poolMeasures(deciding, world)
  const deadShare = members.length === 0 ? 1 : dead / members.length
  const isDying = asker.ask('deadShare', 'members that die', deadShare) || pooled === undefined
  const first = isDying ? 'dies' : behaviorOf(pooled, asker)
  const isByMovers = hasMovers(first, pooled, movers, asker)
  const leaning = isByMovers ? 'complex' : first
  if (isDying) asker.reasons.push('whatever it begins with is soon the same everywhere')
  const asked = leaning === 'dies' ? members : deciding
  // What moves shows in a few patches only: members are asked what they show beside it.
  const wanted = wolframClassOf(first)
  const own = asked.map((member) => wolframClassOf(ownBehavior(member, world, thresholds)))
  const same = own.filter((each) => each === wanted).length
  const agreement = asked.length === 0 ? 0 : same / asked.length
  const isAgreed = agreement >= thresholds.agreement
  const reasons = [...asker.reasons]
  if (dead > 0 && !isDying) reasons.push(`${dead} of ${members.length} beginnings die at once`)
  if (!isSoupLed && !isDying) reasons.push('most soups die, so small patches were asked too')
  if (!isAgreed) reasons.push(`only ${same} of ${asked.length} members show it by themselves`)
  if (asked.length < FEW_MEMBERS) {
    reasons.push(
      `${countMembers(asked.length)} asked, which is few: more beginnings may tell otherwise`,
    )
  }
  if (asker.margin < SMALL_MARGIN) {
    reasons.push(
      'what decided lies close to its bound: more or longer beginnings may tell otherwise',
    )
  }
  if (asker.lacksDamage) reasons.push('no one-cell changes could be followed')
  return {
    verdict: isAgreed && !asker.lacksDamage ? leaning : 'undecided',
    leaning,
    agreement,
    margin: asker.margin,
    criteria: asker.criteria,
    reasons,
    pooled,
    asked: asked.length,
    members: members.length,
    dead,
    isByMovers,
  }
}

/** Whether things move over what has settled. */
function hasMovers(
  first: Behavior,
  pooled: PooledMeasures | undefined,
  movers: EnsembleMembers['movers'],
  asker: Asker,
): boolean {
  if (movers === undefined || pooled === undefined || !needsMoverSearch(first, pooled)) return false
  if (!asker.ask('movers', 'beginnings that leave something that moves', movers.found)) return false
  asker.reasons.length = 0
  asker.reasons.push(
    `it settles, but ${movers.found} of ${movers.tried} beginnings left an object that travels by itself`,
  )
  return true
}

/**
 * Whether it is worth looking for objects that move: only where the rest has settled and stands. Where all
 * moves together, as in a subshift, movement tells nothing.
 */
export function needsMoverSearch(leaning: Behavior, pooled: PooledMeasures | undefined): boolean {
  const isCalm = leaning === 'freezes' || leaning === 'cycles'
  return isCalm && pooled !== undefined && pooled.settled > 0 && pooled.standing >= 0.5
}

/** What a member shows by itself. */
export function ownBehavior(
  member: MeasuredMember,
  world: EnsembleWorld,
  thresholds: ThresholdValues = THRESHOLD_VALUES,
): Behavior {
  if (isDead(member, world)) return 'dies'
  return behaviorOf(poolMeasures([member], world), new Asker(thresholds))
}

/** Holds values against thresholds and remembers what came of it. */
class Asker {
  readonly criteria: Criterion[] = []
  readonly reasons: string[] = []
  lacksDamage = false
  readonly thresholds: ThresholdValues

  constructor(thresholds: ThresholdValues) {
    this.thresholds = thresholds
  }

  ask(threshold: ThresholdName, name: string, value: number): boolean {
    const bound = this.thresholds[threshold]
    const isMet = value >= bound
    this.criteria.push({ threshold, name, value, bound, isMet })
    return isMet
  }

  /** How far the nearest of the values asked so far is from its bound. */
  get margin(): number {
    const apart = this.criteria.map(
      ({ value, bound }) => Math.abs(value - bound) / Math.max(bound, 1e-12),
    )
    return Math.min(1, ...apart)
  }
}

function behaviorOf(pooled: PooledMeasures, asker: Asker): Behavior {
  const { spreads, survivorSpreads, lookupDeviation, settled, settling, activity, frozen } = pooled
  const calm = frozen >= 0.5 || activity === 0 ? 'freezes' : 'cycles'
  const isSettled = asker.ask('settledShare', 'members that settle', settled)
  if (isSettled && !asker.ask('quickSettling', 'settling time, in diameters', settling)) {
    asker.reasons.push('it settles before a signal could cross the world')
    return calm
  }
  const spreading =
    spreads === undefined
      ? undefined
      : spreadingOf(spreads, survivorSpreads ?? 0, lookupDeviation, asker)
  if (spreading !== undefined) return spreading
  if (spreads === undefined && !isSettled) asker.lacksDamage = true
  if (asker.ask('complexDeviation', 'deviation of the lookup entropy', lookupDeviation)) {
    asker.reasons.push(
      'its lookup entropy goes on rising and falling: order and disorder share the world',
    )
    return 'complex'
  }
  if (settled > 0.25 && asker.ask('slowSettling', 'settling time, in diameters', settling)) {
    asker.reasons.push('it settles, but only long after signals have crossed the world')
    return 'complex'
  }
  const settles = isSettled ? 'it settles, and ' : ''
  asker.reasons.push(`${settles}one-cell changes stay where they are made`)
  return calm
}

/** What one-cell changes say; undefined where they stay small. */
function spreadingOf(
  spreads: number,
  survivorSpreads: number,
  lookupDeviation: number,
  asker: Asker,
): Behavior | undefined {
  if (asker.ask('chaoticSpread', 'changes that spread', spreads)) {
    asker.reasons.push('nearly every one-cell change spreads, and goes on spreading')
    return 'chaotic'
  }
  const { survivorSpread, complexDeviation } = asker.thresholds
  const isOften = spreads >= survivorSpread / 2 && lookupDeviation < complexDeviation
  if (
    isOften &&
    asker.ask('survivorSpread', 'changes that spread, of those that last', survivorSpreads)
  ) {
    asker.reasons.push(
      'a one-cell change heals at once or spreads for good, under a steady entropy',
    )
    return 'chaotic'
  }
  if (!asker.ask('complexSpread', 'changes that spread', spreads)) return undefined
  asker.reasons.push('some one-cell changes spread, some heal, some stay where they are')
  return 'complex'
}
