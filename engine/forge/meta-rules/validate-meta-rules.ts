/** Checks meta-rules before any run, and gives them in the form in which they run. */
import type { z } from 'zod'
import { type CycleSwitch, MetaRuleCycleError, MetaRuleError } from './errors.ts'
import { findRuleCycle } from './find-rule-cycle.ts'
import {
  countConditions,
  META_RULE_LIMITS,
  type MetaRule,
  type MetaRuleWorld,
  numberChances,
} from './meta-rule.ts'
import { metaRulesSchema } from './meta-rule-schema.ts'
import { resolveMetaRule } from './resolve-meta-rule.ts'
import { canHold } from './situation.ts'

/** Steps to find out whether a condition can hold; far more than one that a person writes takes. */
const CONDITION_BUDGET = 2 ** 18

/**
 * Reads a list of meta-rules as it stands in a scenario.
 *
 * @param documents anything; it is checked against the schema.
 * @throws {MetaRuleError} `invalid_meta_rule`, naming the first meta-rule at fault.
 * @throws {MetaRuleCycleError} `meta_rule_cycle_detected`, naming those that switch in a circle.
 */
export function validateMetaRules(documents: unknown, world: MetaRuleWorld): readonly MetaRule[] {
  const parsed = metaRulesSchema.safeParse(documents)
  if (!parsed.success) throw describe(parsed.error.issues[0]!)
  const metaRules = parsed.data.map((document, i) => resolveMetaRule(document, i, world))
  checkSizes(metaRules)
  for (const [index, { when }] of metaRules.entries()) {
    if (!canHold(when, { left: CONDITION_BUDGET })) {
      throw new MetaRuleError({ index, reason: 'its condition can never hold' })
    }
  }
  const cycle = findRuleCycle(metaRules, world.rules.length)
  if (cycle === undefined) return Object.freeze(metaRules)
  const switches = cycle.switches.map(({ metaRule, from, to }): CycleSwitch => {
    return { metaRule, from: world.rules[from]!, to: world.rules[to]! }
  })
  throw new MetaRuleCycleError({ switches, isCertain: cycle.isCertain })
}

function checkSizes(metaRules: readonly MetaRule[]): void {
  const fail = (reason: string): never => {
    throw new MetaRuleError({ index: undefined, reason })
  }
  const { allConditions, chances } = META_RULE_LIMITS
  const conditions = metaRules.reduce((sum, { when }) => sum + countConditions(when), 0)
  if (conditions > allConditions) {
    fail(`its meta-rules have ${conditions} conditions, and ${allConditions} are the most`)
  }
  const { size } = numberChances(metaRules)
  if (size > chances) fail(`${size} of its meta-rules have a chance, and ${chances} are the most`)
}

/** The first fault of the shape, in words. */
function describe(issue: z.core.$ZodIssue): MetaRuleError {
  const [index, ...path] = innermost(issue).path
  const { message } = innermost(issue)
  const place = path.map(String).join('.')
  const reason = place === '' ? message : `${place}: ${message}`
  return new MetaRuleError({ index: typeof index === 'number' ? index : undefined, reason })
}

/** The fault inside a choice: that of the branch which comes nearest to what was written. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue
  const branches = issue.errors.map((issues) => issues[0]!).filter((inner) => inner !== undefined)
  const nearest = branches.find((inner) => inner.code !== 'invalid_type' || inner.path.length > 0)
  if (nearest === undefined) return issue
  const inner = innermost(nearest)
  return { ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue
}
