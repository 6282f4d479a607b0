/** A rule's notation as people are shown it, where it may be as long as a rule file. */

/** Notations up to this length are shown whole: all that people type by hand. */
const MAX_SHOWN_LETTERS = 80

const CUT_LETTERS = 40

/** A rule's notation in one line; a long one is cut, and says how long it is. */
export function cutRuleText(canonical: string): string {
  if (canonical.length <= MAX_SHOWN_LETTERS && !canonical.includes('\n')) return canonical
  const start = canonical.replace(/\s+/g, ' ').slice(0, CUT_LETTERS).trimEnd()
  return `${start}… (${canonical.length} letters)`
}
