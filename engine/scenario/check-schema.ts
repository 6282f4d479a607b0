/** Checks a value against a schema, however many faults it has. */
import type { z } from 'zod'
import { spreadIssues } from '../fields/channel-schema.ts'
import { describeIssue } from './describe-issue.ts'

type SchemaCheck<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly issues: readonly z.core.$ZodIssue[] }

/**
 * As zod's own check, save that faults too many to be listed are one: zod hands over all those of
 * a list as the arguments of one call, and some hundred thousand do not fit the stack.
 */
export function checkSchema<T>(schema: z.ZodType<T>, value: unknown): SchemaCheck<T> {
  try {
    const checked = schema.safeParse(value, { error: describeIssue })
    return checked.success
      ? checked
      : { success: false, issues: spreadIssues(checked.error.issues) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = 'has more faults than can be listed'
    return { success: false, issues: [{ code: 'custom', path: [], message, input: undefined }] }
  }
}
