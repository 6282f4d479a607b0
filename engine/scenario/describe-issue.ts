/** What is wanted instead, in the words of all faults, where the schema has no words of its own. */
import type { z } from 'zod'

const KIND_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
}

/** A sentence without its subject and its full stop; undefined leaves it to the schema's library. */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `needs ${KIND_WORDS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `needs ${issue.values.map(String).join(' or ')}`
    case 'too_small':
      return describeBound(issue.origin, 'at least', issue.minimum, issue.inclusive ?? true)
    case 'too_big':
      return describeBound(issue.origin, 'at most', issue.maximum, issue.inclusive ?? true)
    case 'invalid_key':
      return issue.issues[0]?.message
    default:
      return undefined
  }
}

function describeBound(
  origin: string,
  words: 'at least' | 'at most',
  bound: number | bigint,
  isInclusive: boolean,
): string {
  if (origin === 'string') return `needs ${words} ${count(bound, 'letter')}`
  if (origin === 'array') return `needs ${words} ${count(bound, 'entry', 'entries')}`
  const strictly = words === 'at least' ? 'more than' : 'less than'
  return `needs a number of ${isInclusive ? words : strictly} ${bound}`
}

function count(number: number | bigint, one: string, many = `${one}s`): string {
  return `${number} ${Number(number) === 1 ? one : many}`
}
