/**
 * Splits spans of rows into parts that overlapping spans have in common.
 *
 * Rows are paired, pairs are paired and so on, counted from a phase; a span is made of the largest
 * such parts that lie inside it. Which phase shares most is found by counting.
 */

/** Rows from one number through another. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Phases tried: enough for parts of up to eight rows. */
const PHASES = 8

/** The parts a span is made of: `size` rows, a power of two, from `from` on. */
export function splitSpan({ from, to }: Span, phase: number): { from: number; size: number }[] {
  const parts: { from: number; size: number }[] = []
  for (let at = from; at <= to; ) {
    let size = 1
    while ((at - phase) % (2 * size) === 0 && at + 2 * size - 1 <= to) size *= 2
    parts.push({ from: at, size })
    at += size
  }
  return parts
}

/** The phase with which these spans take the fewest additions. */
export function chooseSpanPhase(spans: readonly Span[]): number {
  let [best, fewest] = [0, Number.POSITIVE_INFINITY]
  for (let phase = 0; phase < PHASES; phase++) {
    const additions = countAdditions(spans, phase)
    if (additions < fewest) [best, fewest] = [phase, additions]
  }
  return best
}

function countAdditions(spans: readonly Span[], phase: number): number {
  const pairs = new Set<string>()
  const countPairs = (from: number, size: number) => {
    if (size === 1 || pairs.has(`${from}+${size}`)) return
    pairs.add(`${from}+${size}`)
    countPairs(from, size / 2)
    countPairs(from + size / 2, size / 2)
  }
  let joins = 0
  for (const span of spans) {
    const parts = splitSpan(span, phase)
    joins += parts.length - 1
    for (const { from, size } of parts) countPairs(from, size)
  }
  return joins + pairs.size
}
