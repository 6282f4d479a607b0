/** Values that JSON has, and how much of them is taken from strangers. */

/** A value that JSON can say, as JavaScript has it. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

export interface JsonLimits {
  /** The most characters of a text, counted as JavaScript does (UTF-16 code units). */
  readonly maxChars: number
  /** The most lists and objects inside one another; a number alone has depth 0, `[]` has 1. */
  readonly maxDepth: number
}

/** A mebi of characters, and 64 levels. */
export const DEFAULT_JSON_LIMITS: JsonLimits = { maxChars: 2 ** 20, maxDepth: 64 }

/** Readers and writers call themselves for each level: deeper than this they do not go. */
const MOST_LEVELS = 1000

/** Limits with what was left out, and never deeper than the stack allows. */
export function completeLimits(limits: Partial<JsonLimits>): JsonLimits {
  const { maxChars, maxDepth } = { ...DEFAULT_JSON_LIMITS, ...limits }
  return { maxChars, maxDepth: Math.min(maxDepth, MOST_LEVELS) }
}
