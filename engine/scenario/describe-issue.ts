/** What is wanted instead, in the words of all faults, where the schema has no words of its own. */
import type { z } from 'zod'
import { askForName } from './nearest-name.ts'
import { asRecord } from './unchecked.ts'

const KIND_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  finite: 'a finite number',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
}

/** A sentence without its subject and its full stop; undefined leaves it to the schema's library. */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `needs ${KIND_WORDS[kindOf(issue)] ?? issue.expected}`
    case 'invalid_value':
      return `needs ${issue.values.map(String).join(' or ')}${askForName(issue.input, textsOf(issue.values))}`
    case 'invalid_union':
      return describeForms(issue)
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

/** What is wanted of a type; of numbers there are some that are none. */
function kindOf({ expected, input, inst }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>) {
  if (expected !== 'number') return expected
  if (typeof input === 'number' && !Number.isFinite(input)) return 'finite'
  const { format } = (inst?._zod.def ?? {}) as { readonly format?: unknown }
  return format === 'safeint' ? 'int' : expected
}

/** Of forms that a word tells apart, the words; of others the schema's library says it. */
function describeForms({
  discriminator,
  options,
  input,
}: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string | undefined {
  if (typeof discriminator !== 'string' || !Array.isArray(options)) return undefined
  const found = asRecord(input)[discriminator]
  return `needs ${options.map(String).join(' or ')}${askForName(found, textsOf(options))}`
}

const textsOf = (values: readonly unknown[]) => values.filter((each) => typeof each === 'string')

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
