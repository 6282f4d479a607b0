/** What the comment lines of a text format hold, gathered under limits. */
import { PatternLimitError, PatternSyntaxError } from './errors.ts'
import { MAX_COMMENT_LINES, MAX_GENERATION_DIGITS } from './limits.ts'
import type { PatternFormat } from './pattern.ts'
import { placeAt } from './text-lines.ts'

/** The text of a comment: one space after its mark and all that trail it are left out. */
function commentText(text: string): string {
  return text.replace(/^ /, '').trimEnd()
}

/**
 * Adds one line to the comments of a file.
 *
 * @throws {PatternLimitError} when there are more than MAX_COMMENT_LINES.
 */
export function addComment(
  comments: string[],
  text: string,
  format: PatternFormat,
  bytes: Uint8Array,
  offset: number,
): void {
  if (comments.length >= MAX_COMMENT_LINES) {
    throw new PatternLimitError({
      ...placeAt(format, bytes, offset),
      what: 'a number of comment lines',
      found: comments.length + 1,
      limit: MAX_COMMENT_LINES,
    })
  }
  comments.push(commentText(text))
}

/**
 * A generation count, which may have up to MAX_GENERATION_DIGITS digits.
 *
 * @throws {PatternError} where the text is no whole number of at least 0, or is too long.
 */
export function parseGeneration(
  text: string,
  format: PatternFormat,
  bytes: Uint8Array,
  offset: number,
): bigint {
  const place = () => placeAt(format, bytes, offset)
  if (!/^\d+$/.test(text)) {
    const expected = 'a generation (a whole number)'
    throw new PatternSyntaxError({ ...place(), found: text.slice(0, 20), expected })
  }
  if (text.length > MAX_GENERATION_DIGITS) {
    const what = 'a number of generation digits'
    throw new PatternLimitError({
      ...place(),
      what,
      found: text.length,
      limit: MAX_GENERATION_DIGITS,
    })
  }
  return BigInt(text)
}
