/** What a rule is that somebody is still writing, and whether the run could go on under it. */
import { isNamedError } from '../named-error.ts'
import type { RuleDiagnosis } from '../protocol/inspect-api.ts'
import { notationOf, ruleNames } from '../rules/named-rules.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { viewRule } from '../rules/rule-view.ts'
import { compileSwitch } from '../scenario/compile-edit.ts'
import { findNearestName } from '../scenario/nearest-name.ts'
import type { Simulation } from './simulation.ts'

/** Looks at a rule in any notation, or the text of a rule file; the run stays as it is. */
export function checkRule({ run }: Simulation, text: string): RuleDiagnosis {
  try {
    const { rule } = parseRule(text)
    const { canonical, name, family, states, dimensions } = rule
    const file = notationOf(text)
    return {
      isRead: true,
      canonical,
      name,
      family,
      states,
      dimensions,
      view: viewRule(rule),
      source: file?.includes('\n') === true ? file : undefined,
      obstacle: findObstacle(run, text),
    }
  } catch (error) {
    if (!isNamedError(error)) throw error
    const { position } = error.details as { readonly position?: number }
    const suggestion = findNearestName(text.trim(), ruleNames)
    return { isRead: false, message: error.message, position, suggestion }
  }
}

function findObstacle(run: Simulation['run'], text: string): string | undefined {
  try {
    compileSwitch(text, run)
    return undefined
  } catch (error) {
    if (!isNamedError(error)) throw error
    return error.message
  }
}
