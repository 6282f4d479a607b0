/** The rules of a world by number, with those that meta-rules go over to, and who owns which draw. */
import type { MetaRuleDocument } from '../../forge/meta-rules/meta-rule-schema.ts'
import type { ScenarioDocument } from '../../scenario/scenario-schema.ts'
import { isDrawn } from './plain-meta.ts'
import { isIn, type PlainRule } from './plain-rule.ts'
import { plainRuleOf } from './plain-rules.ts'

/** A program has so many draws: rules take theirs from the first on, meta-rules from the last. */
const DRAWS = 64

export interface NumberedRule {
  /** Empty for the scenario's own; `name@neighborhood` for a rule in another neighborhood. */
  readonly name: string
  readonly rule: PlainRule
  readonly neighborhood: string
  readonly firstDraw: number
}

export interface NumberedList {
  readonly name: string
  readonly metaRules: readonly MetaRuleDocument[]
  readonly firstDraw: number
}

export interface Rulebook {
  readonly rules: readonly NumberedRule[]
  /** List i has the number i + 1. */
  readonly lists: readonly NumberedList[]
  readonly userParameters: readonly string[]
  numberOf(name: string): number
  variantOf(rule: number, neighborhood: string): number | undefined
}

const PHYSICAL = ['phi_phase', 'sigma_flow', 'lambda_sensitivity', 'trust']

export function buildRulebook(document: ScenarioDocument): Rulebook {
  const rules: NumberedRule[] = []
  let next = 0
  const add = (name: string, rule: PlainRule, neighborhood = rule.neighborhood) => {
    rules.push({ name, rule, neighborhood, firstDraw: next })
    next += rule.draws
  }
  add('', plainRuleOf(document.rule))
  for (const [name, text] of Object.entries(document.rules ?? {})) add(name, plainRuleOf(text))
  const named = [...rules]
  const all = Object.values(document.metaRules ?? {}).flat()
  const wanted = all.flatMap(({ then }) =>
    [then].flat().flatMap((action) => action.neighborhood ?? []),
  )
  for (const neighborhood of new Set(wanted)) {
    for (const { name, rule } of named) {
      if (!isIn(rule, neighborhood) || rule.neighborhood === neighborhood) continue
      add(`${name}@${neighborhood}`, rule, neighborhood)
    }
  }
  let last = DRAWS
  const lists = Object.entries(document.metaRules ?? {}).map(([name, metaRules]): NumberedList => {
    last -= metaRules.filter(({ chance }) => isDrawn(chance)).length
    return { name, metaRules, firstDraw: last }
  })
  const parameters = new Set(rules.flatMap(({ rule }) => rule.parameters))
  const numberOf = (wantedName: string) => rules.findIndex(({ name }) => name === wantedName)
  return {
    rules,
    lists,
    userParameters: [...parameters].filter((name) => !PHYSICAL.includes(name)),
    numberOf,
    variantOf(number, neighborhood) {
      const [base = ''] = rules[number]!.name.split('@')
      const { rule } = rules[numberOf(base)]!
      if (rule.neighborhood === neighborhood) return numberOf(base)
      return isIn(rule, neighborhood) ? numberOf(`${base}@${neighborhood}`) : undefined
    },
  }
}
