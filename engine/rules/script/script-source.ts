/** The text of a rule written as a function, parsed and never run. */
import { type Node, parseExpressionAt, tokenizer } from 'acorn'
import { ScriptError } from './errors.ts'

/** Longest function that is read as a rule. */
export const MAX_SCRIPT_CHARS = 2 ** 14

/** Deepest nesting of parentheses, brackets and braces; the parser would overflow on more. */
const MAX_DEPTH = 64

/** Most operators in a row that the parser would nest without a bracket. */
const MAX_TOKENS = 8000

export interface ScriptSource {
  readonly text: string
  /** Refuses the script, pointing at a node. */
  fail(node: Pick<Node, 'start'>, reason: string): never
}

/**
 * Parses the one expression that a script is.
 *
 * @throws {ScriptError} where the text is too long or deep, or no JavaScript expression.
 */
export function parseScript(text: string): { readonly source: ScriptSource; readonly root: Node } {
  const fail = (node: Pick<Node, 'start'>, reason: string): never => {
    const before = text.slice(0, node.start).split('\n')
    const line = before.length
    const column = before.at(-1)!.length + 1
    throw new ScriptError({ line, column, reason }, text.split('\n')[line - 1] ?? '')
  }
  if (text.length > MAX_SCRIPT_CHARS) {
    fail({ start: 0 }, `it has more than ${MAX_SCRIPT_CHARS} characters`)
  }
  try {
    checkDepth(text, fail)
    const root = parseExpressionAt(text, 0, { ecmaVersion: 2024 })
    const rest = tokenizer(text.slice(root.end), { ecmaVersion: 2024 })
    const next = rest.getToken()
    if (next.type.label !== 'eof' && next.type.label !== ';') {
      fail({ start: root.end + next.start }, 'found something after the end of the function')
    }
    return { source: { text, fail }, root }
  } catch (thrown) {
    // A regular expression, which no rule needs, nests where no bracket shows it.
    if (thrown instanceof RangeError) return fail({ start: 0 }, 'it nests too deep to be read')
    if (!isSyntaxError(thrown)) throw thrown
    return fail({ start: Math.min(thrown.pos, text.length) }, 'no JavaScript can be read here')
  }
}

/** The same text with all its white space and comments brought into one form. */
export function normalizeScript(text: string): string {
  const tokens: string[] = []
  for (const { start, end, type } of tokenizer(text, { ecmaVersion: 2024 })) {
    if (type.label === 'eof') break
    tokens.push(text.slice(start, end))
  }
  while (tokens.at(-1) === ';') tokens.pop()
  return tokens.join(' ')
}

function checkDepth(text: string, fail: (node: { start: number }, reason: string) => never): void {
  let depth = 0
  let count = 0
  for (const { start, type } of tokenizer(text, { ecmaVersion: 2024 })) {
    if (++count > MAX_TOKENS) fail({ start }, `it has more than ${MAX_TOKENS} words and signs`)
    // Whatever can nest an expression counts, and is only taken back where it visibly ends.
    if ('([{'.includes(type.label) || /^[!?~+-]|=>|=$|^(?:typeof|void|new|await)/.test(type.label))
      depth++
    if (')]},;'.includes(type.label)) depth = Math.max(0, depth - 1)
    if (depth > 8 * MAX_DEPTH) fail({ start }, `it nests more than ${8 * MAX_DEPTH} deep`)
  }
}

function isSyntaxError(thrown: unknown): thrown is SyntaxError & { readonly pos: number } {
  return thrown instanceof SyntaxError && 'pos' in thrown && typeof thrown.pos === 'number'
}
