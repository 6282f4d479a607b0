/**
 * JSON as one value and no other: what a lenient reader would mend or drop is refused. `JSON.parse` says
 * whether it is JSON at all; what it lets pass is found in one more walk over the text, without recursion.
 *
 * Source: RFC 8259; section 4 leaves open what two members of one name mean, and section 8.2 what half of a
 * surrogate pair does.
 */

/** Deeper texts are refused; events have four levels. */
const MAX_DEPTH = 16

export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string }

/** Reads a text; whoever calls bounds its length. */
export function readStrictJson(text: string): StrictJson {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, problem: 'it is not JSON' }
  }
  const problem = findProblem(text)
  return problem === undefined ? { ok: true, value } : { ok: false, problem }
}

/** The tokens of a text that is known to be JSON: texts, brackets, commas; the rest is passed over. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],]/g

function findProblem(text: string): string | undefined {
  if (!text.isWellFormed()) return 'it has half of a surrogate pair'
  /** Of each object or list that is open: the names of its members; undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  let isNameNext = false
  for (const [token] of text.matchAll(TOKEN)) {
    const names = open.at(-1)
    switch (token) {
      case '{':
      case '[':
        if (open.length >= MAX_DEPTH) return `it is more than ${MAX_DEPTH} levels deep`
        open.push(token === '{' ? new Set() : undefined)
        isNameNext = token === '{'
        break
      case '}':
      case ']':
        open.pop()
        isNameNext = false
        break
      case ',':
        isNameNext = names !== undefined
        break
      default: {
        const word: string = JSON.parse(token)
        if (!word.isWellFormed()) return 'it has half of a surrogate pair'
        if (!isNameNext || names === undefined) break
        if (names.has(word)) return `it has two members ${JSON.stringify(word.slice(0, 40))}`
        names.add(word)
        isNameNext = false
      }
    }
  }
  return undefined
}
