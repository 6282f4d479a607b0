/**
 * A rule's notation as people are shown it, where it may be as long as a rule file, or a function
 * whose words and signs all stand apart.
 */

import { isScript } from './script/is-script.ts'

/** Notations up to this length are shown whole: all that people type by hand. */
const MAX_SHOWN_LETTERS = 80

const CUT_LETTERS = 40

/** Longest beginning of a function that is laid out: more than is ever shown. */
const MAX_LAID_OUT_LETTERS = 2 ** 10

/** A rule's notation in one line; a long one is cut, and says how long it is. */
export function cutRuleText(canonical: string): string {
  const text = layOutRule(canonical)
  if (text.length <= MAX_SHOWN_LETTERS && !text.includes('\n')) return text
  const start = text.replace(/\s+/g, ' ').slice(0, CUT_LETTERS).trimEnd()
  return `${start}… (${canonical.length} letters)`
}

/** A function as people write it, its canonical string being words with spaces; else the notation. */
export function layOutRule(canonical: string): string {
  if (!isScript(canonical)) return canonical
  const start = canonical.slice(0, MAX_LAID_OUT_LETTERS)
  return closeUp(start) + canonical.slice(start.length)
}

/** A function's text without the blanks that its one form has around signs where people have none. */
function closeUp(script: string): string {
  const words = script.split(' ')
  return words.reduce((text, word, at) => {
    const before = words[at - 1]!
    const isCall = /^[([]/.test(word) && /[\w)\]]$/.test(before) && !KEYWORDS.has(before)
    const isClose = /^(?:[,;)\]]|\.$|\?\.$)/.test(word) || /^(?:[([!]|\.|\?\.)$/.test(before)
    const isSigned = /^[-+]$/.test(before) && !/[\w)\]]$/.test(words[at - 2] ?? '(')
    const isReturned = /^[-+]$/.test(before) && KEYWORDS.has(words[at - 2] ?? '')
    const isCounted = /^(?:\+\+|--)$/.test(word)
    const isKey = word === ':' && /^[{,]$/.test(words[at - 2] ?? '')
    return isCall || isClose || isKey || isSigned || isReturned || isCounted
      ? text + word
      : `${text} ${word}`
  })
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'return',
  'if',
  'for',
  'while',
  'of',
  'in',
  'typeof',
])
