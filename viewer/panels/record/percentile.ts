/** The middle and the slow end of what was measured. */

/**
 * The nearest-rank percentile: the least value that so many of a hundred do not exceed; undefined of no values.
 *
 * @param part above 0, at most 100.
 */
export function percentileOf(values: readonly number[], part: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil((part / 100) * sorted.length) - 1]
}
