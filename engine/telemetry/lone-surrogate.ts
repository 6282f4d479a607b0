/** Texts that have no form in UTF-8, and so would come out of a file otherwise than they went in. */

/** Tells whether a text in a value, at whatever depth, holds half of a surrogate pair. */
export function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed()
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, each]) => !key.isWellFormed() || hasLoneSurrogate(each))
}
