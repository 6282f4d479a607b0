/**
 * The patterns of `like`, which take Cedar as long as their letters times those of the text that
 * they are held against.
 */

/** Letters of all patterns: held against the longest text they take some hundredths of a second. */
export const MAX_PATTERN_LETTERS = 1024

/** How many letters and wildcards the patterns have, in conditions in Cedar's JSON form. */
export function countPatternLetters(conditions: unknown): number {
  if (typeof conditions !== 'object' || conditions === null) return 0
  let letters = 0
  for (const [key, value] of Object.entries(conditions)) {
    letters += key === 'like' ? lettersOf(value) : countPatternLetters(value)
  }
  return letters
}

function lettersOf(like: unknown): number {
  const { left, pattern } = Object(like)
  if (!Array.isArray(pattern)) return countPatternLetters(like)
  const lengths = pattern.map((part) => (part === 'Wildcard' ? 1 : String(part.Literal).length))
  return countPatternLetters(left) + lengths.reduce((sum, length) => sum + length, 0)
}
