/** A rule's notation as people are shown it, where it may be as long as a rule file. */

import { isScript } from './script/is-script.ts'

/** Notations up to this length are shown whole: all that people type by hand. */
const MAX_SHOWN_LETTERS = 80

const CUT_LETTERS = 40

/** A rule's notation in one line; a long one is cut, and says how long it is. */
export function cutRuleText(canonical: string): string {
  const text = isScript(canonical) ? closeUp(canonical) : canonical
  if (text.length <= MAX_SHOWN_LETTERS && !text.includes('\n')) return text
  const start = text.replace(/\s+/g, ' ').slice(0, CUT_LETTERS).trimEnd()
  return `${start}… (${canonical.length} letters)`
}

/** A function's text without the blanks that its one form has around signs where people have none. */
function closeUp(script: string): string {
  const words = script.split(' ')
  return words.reduce((text, word, at) => {
    const before = words[at - 1]!
    const isCall = /^[([]/.test(word) && /[\w)\]]$/.test(before) && !KEYWORDS.has(before)
    const isClose = /^(?:[,;)\]]|\.$|\?\.$)/.test(word) || /^(?:[([!]|\.|\?\.)$/.test(before)
    const isKey = word === ':' && /^[{,]$/.test(words[at - 2] ?? '')
    return isCall || isClose || isKey ? text + word : `${text} ${word}`
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
