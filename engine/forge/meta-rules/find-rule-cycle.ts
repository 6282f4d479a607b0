/**
 * Finds switches that lead a bit from a rule back to it while nothing around it changes.
 *
 * Rules are the nodes of a graph, and what a meta-rule can do to each of them its edges. A cycle of
 * edges is one to refuse when the conditions of all of them can hold at once: then the bit goes
 * round for as long as its surroundings stay as they are. The search distinguishes situations one
 * subject at a time and only among those edges that still form cycles (strongly connected
 * components: R. Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing
 * 1, 1972, 146-160), so that a hysteresis falls apart at its first look. In the worst case there are
 * as many situations as products of stretches, hence the budget: when it is spent, what still looks
 * like a cycle is told as one that was not ruled out.
 *
 * What each kind of condition means for this: fields, parameters, metrics, neighbors, the state and
 * comparisons of the tick are numbers that two conditions ask for at one moment. Chance excludes
 * nothing, nor does the order of meta-rules. Of the tick, `every` comes again and again and a switch
 * takes a tick, so that two of them exclude each other only when they never come within as many
 * ticks of each other as the cycle could have switches, less one: `every 2` at phases 0 and 1 flips
 * in every tick and is refused, `every 100` at phases 0 and 50 is a slow alternation on purpose.
 */

import type { Condition, MetaRule } from './meta-rule.ts'
import { judge, type SearchBudget, type Situation, splitSituation } from './situation.ts'
import { strongComponents } from './strong-components.ts'

/** What a meta-rule can do: the indices of rules, and which meta-rule it is. */
export interface RuleSwitch {
  readonly metaRule: number
  readonly from: number
  readonly to: number
}

export interface RuleCycle {
  readonly switches: readonly RuleSwitch[]
  /** False when the budget was spent before the conditions had been told apart. */
  readonly isCertain: boolean
}

/** Steps of the search, about a second's worth. */
const BUDGET = 2 ** 23

/** What a switch costs in the search for components, measured against a condition. */
const STEPS_OF_A_SWITCH = 32

/** Finds a cycle of switches whose conditions can hold at once; undefined where there is none. */
export function findRuleCycle(
  metaRules: readonly MetaRule[],
  rules: number,
  budget: SearchBudget = { left: BUDGET },
): RuleCycle | undefined {
  const conditions = metaRules.map(({ when }) => when)
  return search(conditions, listSwitches(metaRules, rules), new Map(), budget)
}

/** Every switch that meta-rules can make between two different rules. */
function listSwitches(metaRules: readonly MetaRule[], rules: number): readonly RuleSwitch[] {
  const switches: RuleSwitch[] = []
  for (const [metaRule, { rule, actions }] of metaRules.entries()) {
    for (const action of actions) {
      if (action.kind === 'drift') continue
      for (let from = 0; from < rules; from++) {
        if (rule !== undefined && rule !== from) continue
        const to = action.kind === 'switch' ? action.rule : action.variants[from]
        if (to !== undefined && to !== from) switches.push({ metaRule, from, to })
      }
    }
  }
  return switches
}

function search(
  conditions: readonly Condition[],
  switches: readonly RuleSwitch[],
  situation: Situation,
  budget: SearchBudget,
): RuleCycle | undefined {
  budget.left -= STEPS_OF_A_SWITCH * switches.length
  const possible = new Set(
    [...new Set(switches.map(({ metaRule }) => metaRule))].filter(
      (metaRule) => judge(conditions[metaRule]!, situation, budget) !== false,
    ),
  )
  const open = switches.filter(({ metaRule }) => possible.has(metaRule))
  for (const component of strongComponents(open)) {
    const cyclic = open.filter(({ from, to }) => component.has(from) && component.has(to))
    if (budget.left <= 0) return { switches: circleOf(cyclic), isCertain: false }
    const asked = [...new Set(cyclic.map(({ metaRule }) => conditions[metaRule]!))]
    const cases = splitSituation(asked, situation, component.size - 1, budget)
    if (cases === undefined) return { switches: circleOf(cyclic), isCertain: true }
    for (const inner of cases) {
      const found = search(conditions, cyclic, inner, budget)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** A shortest circle through the first of some switches, each of which is on one. */
function circleOf(switches: readonly RuleSwitch[]): readonly RuleSwitch[] {
  const first = switches[0]!
  const paths = new Map<number, readonly RuleSwitch[]>([[first.to, [first]]])
  for (const [rule, path] of paths) {
    if (rule === first.from) return path
    for (const next of switches) {
      if (next.from === rule && !paths.has(next.to)) paths.set(next.to, [...path, next])
    }
  }
  return [first]
}
