/** Finds rules by name and names by rule. */
import { namedRules } from './named-rule-list.ts'
import { knownRuleFiles } from './rule-file/known-rule-files.ts'

/**
 * What two writings of a name have in common: `Day & Night`, `day-and-night` and `DayAndNight`
 * are one. Slashes and commas stay, so that no notation turns into a name, and a name of digits
 * alone must be exact, or `4-45` would be `445`.
 */
function toKey(text: string): string {
  if (!/[a-z]/i.test(text)) return text
  return text
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[\s'’._-]/g, '')
}

const notationByKey = new Map<string, string>([
  ...namedRules.flatMap(([canonical, ...names]) =>
    names.map((name): [string, string] => [toKey(name), canonical]),
  ),
  ...[...knownRuleFiles].map(([name, text]): [string, string] => [toKey(name), text]),
])

const nameByCanonical = new Map<string, string>(
  namedRules.map(([canonical, name]) => [canonical, name]),
)

/** The name people know a rule by, from its canonical form; undefined when it has none. */
export function nameOf(canonical: string): string | undefined {
  return nameByCanonical.get(canonical)
}

/** All names of rules, as people write them. */
export const ruleNames: readonly string[] = Object.freeze([
  ...namedRules.flatMap(([, ...names]) => names),
  ...knownRuleFiles.keys(),
])

/** The notation or file of the rule with this name; undefined when no rule is called so. */
export function notationOf(text: string): string | undefined {
  return notationByKey.get(toKey(text))
}
