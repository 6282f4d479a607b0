/**
 * Fields of inputs that several operations have. A number may come as text, since in a query string all is text; it
 * then has only digits, so that one number has one spelling.
 */
import { z } from 'zod'

/** A list gives so many where nobody says. */
const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200
const MAX_CURSOR_CHARS = 400

const DIGITS = /^(0|[1-9][0-9]{0,15})$/

/** Text without letters that neither a page nor a database shows: none of them is in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused.
export const PLAIN = /^[^\u0000-\u001f\u007f\ud800-\udfff]+$/u

/** A whole number between two that are doubles exactly. */
export const wholeNumberInput = (least: number, most: number, description: string) => {
  const number = z.int().min(least).max(most)
  return z
    .union([number, z.string().regex(DIGITS).transform(Number).pipe(number)])
    .meta({ description })
}

/** The number of an entry of the ledger, or how many there are. */
export const seqInput = (description: string) =>
  wholeNumberInput(0, Number.MAX_SAFE_INTEGER, description)

/** How many a list gives at most. */
export const limitInput = wholeNumberInput(1, MAX_LIMIT, 'How many at most, 1 to 200.').default(
  DEFAULT_LIMIT,
)

/** Where a list goes on. */
export const afterInput = z
  .string()
  .min(1)
  .max(MAX_CURSOR_CHARS)
  .regex(PLAIN)
  .optional()
  .meta({ description: 'What the list before gave as `next`.' })

/** Where the next list goes on; absent at the end. */
export const nextField = z
  .string()
  .max(MAX_CURSOR_CHARS)
  .optional()
  .meta({ description: 'Where the next list goes on, as `after`; absent at the end.' })
