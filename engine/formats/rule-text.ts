/**
 * The rule of a file, parted from the world it asks for.
 *
 * The rule itself is kept as the file writes it, because a file can name one that this project
 * does not know (a Golly table, say) and still hold cells worth reading.
 */
import { isNamedError } from '../named-error.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { ParsedRule, RuleWorld } from '../rules/rule.ts'

export interface SplitRuleText {
  readonly ruleText: string | undefined
  readonly world: RuleWorld | undefined
}

/** A rule that every 2-D topology is allowed for: it stands in for one we cannot parse. */
const ANY_PLANAR_RULE = 'B3/S23'

/**
 * Splits `B3/S23:T64,64` at its last colon. A suffix that is no topology, or none the rule can
 * have, stays part of the rule text, for whoever parses that to blame.
 */
export function splitRuleText(text: string): SplitRuleText {
  const trimmed = text.trim().replace(/,$/, '').trimEnd()
  const colon = trimmed.lastIndexOf(':')
  if (colon < 0) return { ruleText: trimmed || undefined, world: undefined }
  const ruleText = trimmed.slice(0, colon).trimEnd()
  const isKnownRule = tryParseRule(ruleText) !== undefined
  const rule = isKnownRule ? ruleText : ANY_PLANAR_RULE
  const parsed = tryParseRule(`${rule}${trimmed.slice(colon)}`)
  if (parsed === undefined) return { ruleText: trimmed, world: undefined }
  return { ruleText: ruleText || undefined, world: parsed.world }
}

/** The parsed rule, or undefined where the text is none we know. */
export function tryParseRule(text: string): ParsedRule | undefined {
  try {
    return parseRule(text)
  } catch (error) {
    if (isNamedError(error)) return undefined
    throw error
  }
}
