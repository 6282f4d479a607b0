/** One number for several. */

/** How several numbers become one; `last` is that of the last tick, or of the last seed. */
export const STATISTICS = Object.freeze(['last', 'mean', 'median', 'min', 'max'] as const)

export type Statistic = (typeof STATISTICS)[number]

/** A statistic of a list that is not empty; of an even number of them the median is the mean of the middle two. */
export function summarize(statistic: Statistic, numbers: readonly number[]): number {
  const { length } = numbers
  if (statistic === 'last') return numbers[length - 1]!
  if (statistic === 'mean') return numbers.reduce((sum, each) => sum + each, 0) / length
  const sorted = numbers.toSorted((a, b) => a - b)
  if (statistic === 'min') return sorted[0]!
  if (statistic === 'max') return sorted[length - 1]!
  const middle = Math.floor(length / 2)
  return length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
