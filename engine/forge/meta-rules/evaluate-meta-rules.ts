/**
 * What meta-rules mean, written the obvious way: one bit, one meta-rule after another.
 *
 * This is the definition that compiled meta-rules are compared with, and what answers for a single
 * bit. A meta-rule holds when its condition does, the bit has the rule that it is for, and its chance
 * lets it. The first one that holds and leads to a rule decides which; all that hold move parameters,
 * in listed order. Conditions see what was there before any of them moved anything.
 */
import {
  type Action,
  type Condition,
  type MetaRule,
  numberChances,
  type Subject,
  TICK_MASK,
} from './meta-rule.ts'
import { compares } from './situation.ts'

/** What meta-rules may change of a bit. */
export interface BitRules {
  /** Index of the bit's rule. */
  readonly rule: number
  /** Raw, by name. */
  readonly parameters: ReadonlyMap<string, number>
}

/** What a bit sees. */
export interface BitContext {
  /** The next state, which its rule has given. */
  readonly state: number
  /** Raw values at its coordinate as the tick began, by channel. */
  readonly fields: ReadonlyMap<string, number>
  /** How many neighbors were alive as the tick began. */
  readonly neighbors: number | undefined
}

/** What all bits of a zone see. */
export interface TickContext {
  readonly tick: number
  /** Raw, by name, as the tick began. */
  readonly metrics: ReadonlyMap<string, number>
  /** All 32 bits of a draw of this bit at this tick, as an i32. */
  random(draw: number): number
}

/** The bit's rule and parameters for the next tick. */
export function evaluateMetaRules(
  rules: BitRules,
  metaRules: readonly MetaRule[],
  context: BitContext,
  tick: TickContext,
): BitRules {
  const see = (subject: Subject) => lookUp(subject, rules, context, tick)
  const draws = numberChances(metaRules)
  const parameters = new Map(rules.parameters)
  let decided: number | undefined
  for (const metaRule of metaRules) {
    const { when, rule, chance, actions } = metaRule
    if (rule !== undefined && rule !== rules.rule) continue
    if (!holds(when, see)) continue
    if (chance !== undefined && tick.random(draws.get(metaRule)!) >>> 0 >= chance) continue
    for (const action of actions) {
      if (action.kind === 'drift') {
        parameters.set(action.parameter, drifted(action, parameters.get(action.parameter)!))
      } else {
        decided ??= action.kind === 'switch' ? action.rule : action.variants[rules.rule]
      }
    }
  }
  return { rule: decided ?? rules.rule, parameters }
}

function holds(condition: Condition, see: (subject: Subject) => number): boolean {
  switch (condition.kind) {
    case 'compare':
      return compares(condition, see(condition.subject))
    case 'every':
      return see({ kind: 'tick', name: '' }) % condition.ticks === condition.phase
    case 'all':
      return condition.conditions.every((inner) => holds(inner, see))
    case 'any':
      return condition.conditions.some((inner) => holds(inner, see))
    case 'not':
      return !holds(condition.condition, see)
    default:
      return condition satisfies never
  }
}

function lookUp(
  { kind, name }: Subject,
  rules: BitRules,
  context: BitContext,
  tick: TickContext,
): number {
  switch (kind) {
    case 'state':
      return context.state
    case 'tick':
      // A remainder of a power of two keeps the low bits of ticks beyond 32 bits too.
      return tick.tick % (TICK_MASK + 1)
    case 'neighbors':
      return context.neighbors!
    case 'field':
      return context.fields.get(name)!
    case 'parameter':
      return rules.parameters.get(name)!
    case 'metric':
      return tick.metrics.get(name)!
    default:
      return kind satisfies never
  }
}

function drifted(
  { by, low, high, wraps }: Extract<Action, { kind: 'drift' }>,
  value: number,
): number {
  const cycle = high + 1
  if (wraps) return (((value + by) % cycle) + cycle) % cycle
  return Math.min(Math.max(value + by, low), high)
}
