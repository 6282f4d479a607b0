/** Reads texts that have to be canonical JSON: fast, since an audit reads every entry this way. */
import { canonicalJson } from './canonical-json.ts'
import type { JsonLimits, JsonValue } from './json-value.ts'

/**
 * The value of a canonical JSON; undefined for any other text, and beyond the limits.
 *
 * The platform's fast reader is let near it, although it takes much that is not strict: whatever
 * it gives is written again, and that must be the very text. A value has one canonical text. So a
 * text with white space, another order, a key that comes twice (one of them is lost), another
 * way to write a string or a number, or a number that was rounded is never the text of its value.
 */
export function readCanonicalJson(text: string, limits: JsonLimits): JsonValue | undefined {
  if (text.length > limits.maxChars) return undefined
  try {
    const value: JsonValue = JSON.parse(text)
    if (isWrittenPlainly(text, value, limits.maxDepth)) return value
    return canonicalJson(value, limits) === text ? value : undefined
  } catch {
    return undefined
  }
}

/** The beginning of an escaped surrogate, which may be without its other half. */
const ESCAPED_SURROGATE = '\\ud'

/**
 * Tells whether the platform's writer gives the text, of a value that it writes as RFC 8785 does:
 * all keys are in order, all numbers safe, and no surrogate is alone.
 */
function isWrittenPlainly(text: string, value: JsonValue, maxDepth: number): boolean {
  return (
    isInOrder(value, maxDepth) &&
    JSON.stringify(value) === text &&
    !text.includes(ESCAPED_SURROGATE)
  )
}

function isInOrder(value: JsonValue, levels: number): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  if (isList(value)) return value.every((item) => isInOrder(item, levels - 1))
  let before: string | undefined
  for (const key of Object.keys(value)) {
    if (before !== undefined && before >= key) return false
    if (!isInOrder(value[key]!, levels - 1)) return false
    before = key
  }
  return true
}

const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value)
