/**
 * What people are shown of a rule: its notation, or where that is as long as a rule file or a
 * function, something short that still tells which rule it is.
 */
import { cutRuleText, layOutRule } from './cut-rule-text.ts'
import { hashProgram } from './program/serialize-program.ts'
import type { Rule } from './rule.ts'

const HASH_DIGITS = 8

/**
 * A rule in one line: its notation, with its name where it has one; of a long notation the name
 * alone, or else its beginning, and the first digits of the content hash of the rule's program.
 */
export async function labelRule({ canonical, name, program }: Rule): Promise<string> {
  const shown = cutRuleText(canonical)
  if (shown === layOutRule(canonical)) return name === undefined ? shown : `${shown} (${name})`
  const hash = await hashProgram(program)
  return `${name ?? shown} #${hash.slice(0, HASH_DIGITS)}`
}
