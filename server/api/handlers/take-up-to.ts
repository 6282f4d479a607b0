/** Lists whose items are long are cut to what an answer may hold. */

/** The most characters of the items of an answer. */
const MAX_CHARS = 1_000_000

/** The first items that fit into an answer; at least one, where there is one. */
export function takeUpTo<T>(items: readonly T[], charsOf: (item: T) => number): readonly T[] {
  let chars = 0
  const end = items.findIndex((item) => {
    chars += charsOf(item)
    return chars > MAX_CHARS
  })
  return end === -1 ? items : items.slice(0, Math.max(1, end))
}
