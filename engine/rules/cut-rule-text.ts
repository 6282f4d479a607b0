/**
 * A rule's notation as people are shown it, where it may be as long as a rule file, or a function
 * whose words and signs all stand apart.
 */

/** Notations up to this length are shown whole: all that people type by hand. */
const MAX_SHOWN_LETTERS = 80

const CUT_LETTERS = 40

/** Longest beginning of a function that is laid out: more than is ever shown. */
const MAX_LAID_OUT_LETTERS = 2 ** 10

/** A rule's notation in one line; a long one is cut, and says how long it is. */
export function cutRuleText(canonical: string): string {
  const laidOut = layOutRule(canonical)
  if (laidOut.length <= MAX_SHOWN_LETTERS && !laidOut.includes('\n')) return laidOut
  const start = laidOut.replace(/\s+/g, ' ').slice(0, CUT_LETTERS).trimEnd()
  return `${start}… (${canonical.length} letters)`
}

/** A function as people write it, its canonical string being words with spaces; else the notation. */
export function layOutRule(canonical: string): string {
  const isFunction = /^[\w(].{0,200}?(?: => |\bfunction\b)|^function\b/.test(canonical)
  if (!isFunction) return canonical
  const end = canonical.length > MAX_LAID_OUT_LETTERS ? MAX_LAID_OUT_LETTERS : undefined
  const start = canonical.slice(0, end)
  const laidOut = start
    .replace(/ (\.|\?\.) /g, '$1')
    .replace(/(\.\.\.|[([!~]) /g, '$1')
    .replace(/ ([)\],;]|\+\+|--)/g, '$1')
    .replace(/\b(?!(?:if|for|while|switch|return|of|in|const|let|typeof)\b)(\w+) ([([])/g, '$1$2')
    .replace(/([{,] \w+) :/g, '$1:')
    .replace(/([(,=?:[<>&|+*/%-]|=>|\breturn) ([-+]) /g, '$1 $2')
    .replace(/([([]) ([-+])/g, '$1$2')
  return end === undefined ? laidOut : laidOut + canonical.slice(end)
}
