/** What meta-rules make of one bit, from docs/meta-rules.md. */
import type {
  ConditionDocument,
  MetaRuleDocument,
} from '../../forge/meta-rules/meta-rule-schema.ts'
import { clamp, toRaw } from './plain-site.ts'

/** What a bit and its meta-rules see. */
export interface MetaView {
  /** The next state. */
  readonly state: number
  readonly tick: number
  /** How many of the sites that share a face are alive. */
  readonly neighbors: number
  readonly rule: number
  readonly parameters: Readonly<Record<string, number>>
  readonly fields: Readonly<Record<string, number>>
  readonly metrics: Readonly<Record<string, number>>
  /** Fraction bits of a field, which are 0 for a direction. */
  fieldBits(name: string): number
  ruleNumber(rule: string | number): number
  /** The rule that is the bit's in another neighborhood; undefined where it has none. */
  variant(neighborhood: string): number | undefined
  /** The draw of a meta-rule that has a chance, by how many of the list have one before it: a u32. */
  random(chance: number): number
}

/** Whether a chance takes a draw: what always happens needs none. */
export const isDrawn = (chance: number | undefined): chance is number =>
  chance !== undefined && chance < 1

/** Fraction bits of what conditions and drifts name; of what users name there are none. */
const BITS: Readonly<Record<string, number>> = {
  phi_phase: 16,
  sigma_flow: 14,
  lambda_sensitivity: 14,
  trust: 14,
  density: 14,
  activity: 14,
}

const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  phi_phase: [0, 65535],
  sigma_flow: [-16384, 16384],
  lambda_sensitivity: [0, 16384],
  trust: [0, 16384],
}

const ANY_NUMBER = [-(2 ** 31), 2 ** 31 - 1] as const

const bitsOf = (name: string) => BITS[name] ?? 0

function holds(condition: ConditionDocument, view: MetaView): boolean {
  const { all, any, not } = condition
  if (all !== undefined) return all.every((inner) => holds(inner, view))
  if (any !== undefined) return any.some((inner) => holds(inner, view))
  if (not !== undefined) return !holds(not, view)
  const { of, field, parameter, metric } = condition
  if (of === 'tick') return compares(condition, view.tick % 2 ** 31, 0)
  if (of === 'state') return compares(condition, view.state, 0)
  if (of === 'neighbors') return compares(condition, view.neighbors, 0)
  if (field !== undefined) return compares(condition, view.fields[field]!, view.fieldBits(field))
  if (parameter !== undefined) {
    return compares(condition, view.parameters[parameter]!, bitsOf(parameter))
  }
  return compares(condition, view.metrics[metric!]!, bitsOf(metric!))
}

function compares(condition: ConditionDocument, value: number, bits: number): boolean {
  const { eq, ne, lt, le, gt, ge, between, every, phase = 0 } = condition
  const raw = (decimal: number) => toRaw(decimal, bits)
  return (
    (eq === undefined || value === raw(eq)) &&
    (ne === undefined || value !== raw(ne)) &&
    (lt === undefined || value < raw(lt)) &&
    (le === undefined || value <= raw(le)) &&
    (gt === undefined || value > raw(gt)) &&
    (ge === undefined || value >= raw(ge)) &&
    (between === undefined || (value >= raw(between[0]) && value <= raw(between[1]))) &&
    (every === undefined || value % every === phase)
  )
}

/**
 * The bit's next rule, and its parameters after all drifts.
 *
 * @param parameters what physics has made of them; changed in place.
 */
export function applyMetaRules(
  list: readonly MetaRuleDocument[],
  view: MetaView,
  parameters: Record<string, number>,
): number {
  let decided: number | undefined
  let chances = 0
  for (const { when, for: wanted, chance, then } of list) {
    const draw = chances
    if (isDrawn(chance)) chances++
    if (wanted !== undefined && view.ruleNumber(wanted) !== view.rule) continue
    if (when !== undefined && !holds(when, view)) continue
    if (isDrawn(chance) && view.random(draw) >= Math.floor(chance * 2 ** 32)) continue
    for (const { switch: to, neighborhood, drift } of [then].flat()) {
      if (to !== undefined) decided ??= view.ruleNumber(to)
      if (neighborhood !== undefined) decided ??= view.variant(neighborhood)
      if (drift !== undefined) moveParameter(drift, parameters)
    }
  }
  return decided ?? view.rule
}

type Drift = NonNullable<Extract<MetaRuleDocument['then'], { drift?: unknown }>['drift']>

function moveParameter({ parameter, by, low, high }: Drift, parameters: Record<string, number>) {
  const bits = bitsOf(parameter)
  const moved = parameters[parameter]! + toRaw(by, bits)
  if (parameter === 'phi_phase' && low === undefined && high === undefined) {
    parameters[parameter] = ((moved % 65536) + 65536) % 65536
    return
  }
  const [least, most] = RANGES[parameter] ?? ANY_NUMBER
  const from = low === undefined ? least : toRaw(low, bits)
  parameters[parameter] = clamp(moved, from, high === undefined ? most : toRaw(high, bits))
}
