/** What was chosen last in the palette, kept for the next visit. */
const KEY = 'thunderline.recent'

const MAX_KEPT = 5

/** Ids are short; what is longer is none of ours. */
const MAX_CHARACTERS = 200

/** Ids of what was chosen last, the latest first; none where that cannot be read. */
export function readRecent(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isId).slice(0, MAX_KEPT) : []
  } catch {
    // Storage may be forbidden, or hold what somebody else wrote.
    return []
  }
}

/** Keeps what has just been chosen, where the browser lets us. */
export function rememberRecent(id: string): void {
  const kept = [id, ...readRecent().filter((each) => each !== id)].slice(0, MAX_KEPT)
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Then the next visit begins without.
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_CHARACTERS
}
