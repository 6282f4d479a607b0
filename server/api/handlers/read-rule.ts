/** Reads a rule that somebody has written into a request. */
import { isNamedError } from '../../../engine/named-error.ts'
import { parseRule } from '../../../engine/rules/parse-rule.ts'

/** As events have them. */
const MAX_RULE_CHARS = 1000

/**
 * The canonical notation of a rule.
 *
 * @param refuse makes what is thrown where it is none, names a topology or is too long, of the problem.
 */
export function readRule(text: string, refuse: (problem: string) => Error): string {
  const canonical = parse(text, refuse)
  if (canonical.length <= MAX_RULE_CHARS) return canonical
  throw refuse(`its canonical notation has more than ${MAX_RULE_CHARS} letters`)
}

function parse(text: string, refuse: (problem: string) => Error): string {
  try {
    const { rule, world } = parseRule(text)
    if (world === undefined) return rule.canonical
  } catch (error) {
    if (!isNamedError(error)) throw error
    throw refuse(error.message)
  }
  throw refuse('it names a topology, which is of the world and not of a rule')
}
