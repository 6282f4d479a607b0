/**
 * What is known of the numbers that conditions look at, and what follows for the conditions.
 *
 * Comparisons with some numbers cut the range of a subject into stretches within which all of them
 * come out the same. So all that can be is seen by trying each stretch of one subject after another,
 * and a condition that fails in all of them can never hold.
 */
import { type Condition, formatSubject } from './meta-rule.ts'

/**
 * By subject a number in the stretch that is looked at; by class of ticks 1 where the tick is in it
 * and 0 where it is not. What is missing is not known.
 */
export type Situation = ReadonlyMap<string, number>

/** Work that may still be done: conditions judged and switches looked at. */
export interface SearchBudget {
  left: number
}

type Every = Extract<Condition, { kind: 'every' }>
type Compare = Extract<Condition, { kind: 'compare' }>

/** A class of ticks as a text; no subject has such a name. */
const keyOfEvery = ({ ticks, phase }: Every) => `every ${ticks} from ${phase}`

/**
 * Whether a condition holds; undefined where that is not known.
 *
 * A tick that is in a class stands for some ticks one after another, not all of which need be in it:
 * so an `every` is never known to hold, unless it always does.
 */
export function judge(
  condition: Condition,
  situation: Situation,
  budget: SearchBudget,
): boolean | undefined {
  budget.left--
  switch (condition.kind) {
    case 'compare': {
      const value = situation.get(formatSubject(condition.subject))
      return value === undefined ? undefined : compares(condition, value)
    }
    case 'every':
      if (condition.ticks === 1) return true
      return situation.get(keyOfEvery(condition)) === 0 ? false : undefined
    case 'not': {
      const held = judge(condition.condition, situation, budget)
      return held === undefined ? undefined : !held
    }
    case 'all':
    case 'any': {
      const decisive = condition.kind === 'any'
      const verdicts = condition.conditions.map((inner) => judge(inner, situation, budget))
      if (verdicts.includes(decisive)) return decisive
      return verdicts.includes(undefined) ? undefined : !decisive
    }
    default:
      return condition satisfies never
  }
}

/** Whether a comparison holds of a raw number. */
export function compares({ comparison, value }: Compare, found: number): boolean {
  switch (comparison) {
    case 'eq':
      return found === value
    case 'ne':
      return found !== value
    case 'lt':
      return found < value
    case 'le':
      return found <= value
    case 'gt':
      return found > value
    case 'ge':
      return found >= value
    default:
      return comparison satisfies never
  }
}

/**
 * The next thing to distinguish among conditions, as the cases there are; undefined where nothing is
 * left. Every state of affairs is in one of the cases.
 *
 * @param windowTicks conditions on ticks count as holding together when so many ticks lie between.
 */
export function splitSituation(
  conditions: readonly Condition[],
  situation: Situation,
  windowTicks: number,
  budget: SearchBudget,
): readonly Situation[] | undefined {
  const bySubject = new Map<string, Compare[]>()
  const classes = new Map<string, Every>()
  const leaves = conditions.flatMap(leavesOf)
  budget.left -= 2 * leaves.length
  for (const leaf of leaves) {
    if (leaf.kind === 'every') {
      if (situation.get(keyOfEvery(leaf)) !== 0) classes.set(keyOfEvery(leaf), leaf)
      continue
    }
    const key = formatSubject(leaf.subject)
    if (situation.has(key)) continue
    const others = bySubject.get(key)
    if (others === undefined) bySubject.set(key, [leaf])
    else others.push(leaf)
  }
  const [first] = [...bySubject].sort(([, a], [, b]) => b.length - a.length)
  if (first !== undefined) {
    const [key, comparisons] = first
    return stretchesOf(comparisons).map((value) => new Map([...situation, [key, value]]))
  }
  return splitTicks([...classes.values()], situation, windowTicks)
}

/** One number of every stretch into which comparisons cut the range of their subject. */
function stretchesOf(leaves: readonly Compare[]): readonly number[] {
  const { low, high } = leaves[0]!
  const numbers = leaves.flatMap(({ value }) => [value - 1, value, value + 1])
  return [...new Set(numbers)]
    .filter((value) => value >= low && value <= high)
    .sort((a, b) => a - b)
}

/**
 * A tick in one class is in none of those that exclude it. Where no two exclude each other nothing
 * is to be distinguished, since being in a class only lets more conditions hold. A narrower window
 * than before may set apart what was together, so only classes that are ruled out are left out.
 */
function splitTicks(
  classes: readonly Every[],
  situation: Situation,
  windowTicks: number,
): readonly Situation[] | undefined {
  const rivalsOf = (one: Every) => classes.filter((other) => excludes(one, other, windowTicks))
  const contested = classes.find((one) => rivalsOf(one).length > 0)
  if (contested === undefined) return undefined
  const rivals = rivalsOf(contested).map((rival) => [keyOfEvery(rival), 0] as const)
  return [
    new Map([...situation, [keyOfEvery(contested), 1], ...rivals]),
    new Map([...situation, [keyOfEvery(contested), 0]]),
  ]
}

/**
 * Whether ticks of two classes always lie farther apart than the window: their distances are
 * p - q plus the multiples of the greatest common divisor of their periods.
 */
function excludes(one: Every, other: Every, windowTicks: number): boolean {
  const divisor = greatestCommonDivisor(one.ticks, other.ticks)
  const distance = Math.abs(one.phase - other.phase) % divisor
  return Math.min(distance, divisor - distance) > windowTicks
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** The comparisons and classes of ticks in a condition. */
function leavesOf(condition: Condition): readonly (Compare | Every)[] {
  switch (condition.kind) {
    case 'compare':
    case 'every':
      return [condition]
    case 'not':
      return leavesOf(condition.condition)
    case 'all':
    case 'any':
      return condition.conditions.flatMap(leavesOf)
    default:
      return condition satisfies never
  }
}

/** Whether a condition can hold at all; also true where the budget does not suffice to tell. */
export function canHold(
  condition: Condition,
  budget: SearchBudget,
  situation: Situation = new Map(),
): boolean {
  if (budget.left <= 0) return true
  const verdict = judge(condition, situation, budget)
  if (verdict !== undefined) return verdict
  const cases = splitSituation([condition], situation, 0, budget)
  return cases === undefined || cases.some((inner) => canHold(condition, budget, inner))
}
