/** Checks a value against a schema, however many faults it has. */
import type { z } from 'zod'
import { spreadIssues } from '../fields/channel-schema.ts'
import { describeIssue } from './describe-issue.ts'

type SchemaCheck<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly issues: readonly z.core.$ZodIssue[] }

/** Keys that a map could have had whose keys were none, by the list of these. */
const KNOWN_KEYS = new WeakMap<readonly string[], readonly string[]>()

/** The keys that could have stood in the place of those that an issue tells of; none where that is not known. */
export const listKnownKeys = ({ keys }: z.core.$ZodIssueUnrecognizedKeys): readonly string[] =>
  KNOWN_KEYS.get(keys) ?? []

/**
 * As zod's own check, save that faults too many to be listed are one: zod hands over all those of
 * a list as the arguments of one call, and some hundred thousand do not fit the stack.
 */
export function checkSchema<T>(schema: z.ZodType<T>, value: unknown): SchemaCheck<T> {
  try {
    const checked = schema.safeParse(value, { error: describe })
    return checked.success
      ? checked
      : { success: false, issues: spreadIssues(checked.error.issues) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = 'has more faults than can be listed'
    return { success: false, issues: [{ code: 'custom', path: [], message, input: undefined }] }
  }
}

function describe(issue: z.core.$ZodRawIssue): string | undefined {
  // The list itself is that of the issue as it is told, which no longer knows its schema.
  if (issue.code === 'unrecognized_keys') {
    const { shape } = (issue.inst?._zod.def ?? {}) as { readonly shape?: object }
    KNOWN_KEYS.set(issue.keys, Object.keys(shape ?? {}))
  }
  return describeIssue(issue)
}
