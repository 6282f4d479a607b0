/**
 * Looks up what a meta-rule refers to, and turns its decimals into raw numbers.
 *
 * A decimal becomes the nearest raw number, and one halfway between two the one farther from 0, as
 * everywhere. Doubles do that exactly: a product with a power of two is exact, and so is rounding.
 */
import { MetaRuleError } from './errors.ts'
import {
  type Action,
  ALWAYS,
  COMPARISONS,
  type Condition,
  formatSubject,
  type MetaRule,
  type MetaRuleWorld,
  type NumberKind,
  type Subject,
  TICK_MASK,
} from './meta-rule.ts'
import type { ActionDocument, ConditionDocument, MetaRuleDocument } from './meta-rule-schema.ts'

/**
 * Resolves a meta-rule.
 *
 * @param index which one it is, for messages.
 * @throws {MetaRuleError} when it refers to what is not there, or asks for what cannot be.
 */
export function resolveMetaRule(
  document: MetaRuleDocument,
  index: number,
  world: MetaRuleWorld,
): MetaRule {
  const resolver = createResolver(index, world)
  const rule = document.for === undefined ? undefined : resolver.ruleOf(document.for)
  const actions = Array.isArray(document.then) ? document.then : [document.then]
  return Object.freeze({
    when: document.when === undefined ? ALWAYS : resolver.conditionOf(document.when),
    rule,
    chance: document.chance === undefined ? undefined : resolver.chanceOf(document.chance),
    actions: resolver.actionsOf(actions, rule),
  })
}

/** Draws that let a chance happen are so many of 2^32. */
const DRAWS = 2 ** 32

function createResolver(index: number, world: MetaRuleWorld) {
  const fail = (reason: string): never => {
    throw new MetaRuleError({ index, reason })
  }

  function ruleOf(reference: string | number): number {
    const found = typeof reference === 'number' ? reference : world.rules.indexOf(reference)
    if (found >= 0 && found < world.rules.length) return found
    return fail(`it names the rule ${quote(reference)}, and the world has ${list(world.rules)}`)
  }

  function kindOf(what: string, kinds: ReadonlyMap<string, NumberKind>, name: string): NumberKind {
    return (
      kinds.get(name) ??
      fail(`it names the ${what} ${quote(name)}, and there is ${list([...kinds.keys()])}`)
    )
  }

  function lookUp(document: ConditionDocument): { subject: Subject; kind: NumberKind } {
    const { field, parameter, metric, of } = document
    const named = (
      kind: Subject['kind'],
      kinds: ReadonlyMap<string, NumberKind>,
      name: string,
    ) => ({
      subject: { kind, name },
      kind: kindOf(kind, kinds, name),
    })
    if (field !== undefined) return named('field', world.channels, field)
    if (parameter !== undefined) return named('parameter', world.parameters, parameter)
    if (metric !== undefined) return named('metric', world.metrics, metric)
    const whole = (kind: Subject['kind'], high: number) => ({
      subject: { kind, name: '' },
      kind: { fractionBits: 0, low: 0, high },
    })
    if (of === 'state') return whole('state', world.states - 1)
    if (of === 'tick') return whole('tick', TICK_MASK)
    return whole(
      'neighbors',
      world.neighbors ?? fail('it counts neighbors, which this world does not'),
    )
  }

  function rawOf(what: string, decimal: number, { fractionBits, low, high }: NumberKind): number {
    const scaled = Math.abs(decimal) * 2 ** fractionBits
    if (fractionBits === 0 && !Number.isInteger(scaled))
      fail(`${what} is a whole number, not ${decimal}`)
    const raw = decimal < 0 ? 0 - Math.round(scaled) : Math.round(scaled)
    if (raw >= low && raw <= high) return raw
    const [least, most] = [low, high].map((end) => end / 2 ** fractionBits)
    return fail(`${what} is from ${least} to ${most}, never ${decimal}`)
  }

  function conditionOf(document: ConditionDocument): Condition {
    if (document.all !== undefined) return join('all', document.all.map(conditionOf))
    if (document.any !== undefined) return join('any', document.any.map(conditionOf))
    if (document.not !== undefined) {
      return Object.freeze({ kind: 'not', condition: conditionOf(document.not) })
    }
    const { subject, kind } = lookUp(document)
    const what = formatSubject(subject)
    const parts: Condition[] = []
    const compare = (comparison: (typeof COMPARISONS)[number], decimal: number) => {
      const value = rawOf(what, decimal, kind)
      const { low, high } = kind
      const leavesNothing =
        (comparison === 'lt' && value === low) || (comparison === 'gt' && value === high)
      if (leavesNothing) fail(`${what} is never ${comparison} ${decimal}`)
      parts.push(Object.freeze({ kind: 'compare', subject, comparison, value, low, high }))
    }
    for (const comparison of COMPARISONS) {
      const decimal = document[comparison]
      if (decimal !== undefined) compare(comparison, decimal)
    }
    if (document.between !== undefined) {
      const [from, to] = document.between
      if (from > to) fail(`${what} is never between ${from} and ${to}`)
      compare('ge', from)
      compare('le', to)
    }
    const { every: ticks, phase = 0 } = document
    if (ticks !== undefined) parts.push(Object.freeze({ kind: 'every', ticks, phase }))
    return parts.length === 1 ? parts[0]! : join('all', parts)
  }

  function chanceOf(chance: number): number | undefined {
    const threshold = Math.floor(chance * DRAWS)
    if (threshold === 0) fail(`its chance of ${chance} is none`)
    return threshold === DRAWS ? undefined : threshold
  }

  function actionOf(document: ActionDocument, rule: number | undefined): Action {
    if (document.switch !== undefined) return { kind: 'switch', rule: ruleOf(document.switch) }
    if (document.neighborhood !== undefined) return neighborhoodOf(document.neighborhood, rule)
    return driftOf(document.drift!)
  }

  function neighborhoodOf(name: string, only: number | undefined): Action {
    const variants = world.rules.map((_, rule) =>
      only === undefined || only === rule ? world.variantOf(rule, name) : undefined,
    )
    if (variants.every((variant) => variant === undefined)) {
      const which = only === undefined ? 'no rule' : `the rule ${quote(world.rules[only]!)} not`
      const known = `there is ${list(world.neighborhoods)}`
      fail(`it wants the neighborhood ${quote(name)}, which ${which} can have; ${known}`)
    }
    for (const variant of variants) if (variant !== undefined) ruleOf(variant)
    return { kind: 'neighborhood', variants: Object.freeze(variants) }
  }

  function driftOf({ parameter, by, low, high }: NonNullable<ActionDocument['drift']>): Action {
    const kind = kindOf('parameter', world.parameters, parameter)
    // Round a whole cycle is a drift too, though it changes nothing.
    const span = kind.high - kind.low + (kind.wraps === true ? 1 : 0)
    const step = rawOf(`a drift of ${parameter}`, by, { ...kind, low: -span, high: span })
    if (step === 0) fail(`it drifts ${parameter} by ${by}, which is nothing`)
    const least = low === undefined ? kind.low : rawOf(parameter, low, kind)
    const most = high === undefined ? kind.high : rawOf(parameter, high, kind)
    if (least > most) fail(`it keeps ${parameter} between ${low} and ${high}, where nothing is`)
    const wraps = kind.wraps === true && low === undefined && high === undefined
    return { kind: 'drift', parameter, by: step, low: least, high: most, wraps }
  }

  function actionsOf(documents: readonly ActionDocument[], rule: number | undefined) {
    const actions = documents.map((document) => Object.freeze(actionOf(document, rule)))
    if (actions.length === 0) fail('it does nothing')
    if (actions.filter(({ kind }) => kind !== 'drift').length > 1) {
      fail('it goes to more than one rule')
    }
    return Object.freeze(actions)
  }

  return { ruleOf, conditionOf, chanceOf, actionsOf }
}

const join = (kind: 'all' | 'any', conditions: readonly Condition[]): Condition =>
  Object.freeze({ kind, conditions: Object.freeze(conditions) })

/** A name as a message shows it, cut where it is long. */
const quote = (name: string | number) => JSON.stringify(name).slice(0, 60)

function list(names: readonly string[]): string {
  const shown = names.slice(0, 12).map(quote).join(', ')
  return names.length === 0 ? 'none' : names.length > 12 ? `${shown} and others` : shown
}
