/**
 * Cuts a text into its policies, and keeps away from Cedar what would overflow its stack.
 *
 * Cedar follows a policy by recursion on a stack of one mebibyte, and an overflow ends the module
 * for good. Version 4.13.0 fails at some 360 operators that wait for each other, or some 120
 * brackets inside each other; the limit here leaves it a third of that stack.
 *
 * Nothing is decided here about what a policy means: each piece is parsed by Cedar as exactly one
 * policy, so that a wrong cut is an error and nothing else.
 */
import { PolicyInvalidError, PolicyLimitError } from './errors.ts'
import { ExpressionDepth } from './expression-depth.ts'
import { positionAt } from './text-position.ts'

/** The longest text, in bytes of UTF-8. */
export const MAX_POLICY_BYTES = 65_536
export const MAX_POLICIES = 256
/** In operators that wait for each other; a pair of brackets counts as four. */
export const MAX_EXPRESSION_DEPTH = 240

/** One policy of a text. */
export interface PolicyPiece {
  /** Where it begins in the whole text. */
  readonly start: number
  readonly text: string
}

/** Strings are read by hand: a pattern for them would go back and forth. */
const TOKEN = /[A-Za-z_][A-Za-z0-9_]*|\/\/[^\n\r]*|&&|\|\||[=!<>]=|\s+|[\s\S]/y

/**
 * Cuts a text after each `;` that ends a policy.
 *
 * @throws {PolicyLimitError} when the text is too long or has too many policies.
 * @throws {PolicyInvalidError} when something has no end or no beginning, or is nested too deep.
 */
export function splitPolicies(text: string): readonly PolicyPiece[] {
  // Half a surrogate pair has no UTF-8, and Cedar would fail on it for good.
  const half = /\p{Surrogate}/u.exec(text)
  if (half !== null) throw faultAt(text, half.index, 'half a surrogate pair is no letter')
  const bytes = new TextEncoder().encode(text).length
  if (bytes > MAX_POLICY_BYTES) {
    throw new PolicyLimitError({ what: 'bytes', found: bytes, limit: MAX_POLICY_BYTES })
  }
  const pieces = cutPieces(text)
  if (pieces.length > MAX_POLICIES) {
    throw new PolicyLimitError({ what: 'policies', found: pieces.length, limit: MAX_POLICIES })
  }
  return pieces
}

function cutPieces(text: string): readonly PolicyPiece[] {
  const pieces: PolicyPiece[] = []
  const depth = new ExpressionDepth()
  let start: number | undefined
  for (let at = 0; at < text.length; ) {
    const token = readToken(text, at)
    if (!/^(\s|\/\/)/.test(token)) start ??= at
    if (!depth.take(token)) throw faultAt(text, at, `this ${token} closes nothing`)
    if (depth.bound > MAX_EXPRESSION_DEPTH) {
      const problem = `here the policy is too deep: ${MAX_EXPRESSION_DEPTH} operators may wait for each other, and brackets count as four`
      throw faultAt(text, at, problem)
    }
    at += token.length
    if (token === ';' && depth.openBrackets === 0) {
      pieces.push({ start: start!, text: text.slice(start, at) })
      start = undefined
    }
  }
  if (depth.openBrackets > 0) throw faultAt(text, text.length, 'a bracket is still open')
  if (start !== undefined) pieces.push({ start, text: text.slice(start) })
  return pieces
}

function readToken(text: string, at: number): string {
  if (text[at] === '"') {
    let end = at + 1
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    if (end >= text.length) throw faultAt(text, at, 'this text in quotes has no end')
    return text.slice(at, end + 1)
  }
  TOKEN.lastIndex = at
  return TOKEN.exec(text)![0]
}

function faultAt(text: string, index: number, problem: string): PolicyInvalidError {
  return new PolicyInvalidError([{ policy: undefined, ...positionAt(text, index), problem }])
}
