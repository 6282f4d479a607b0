/** How large clusters are. */

/** What the sizes of clusters come to. All numbers are 0 where there is none. */
export interface SizeSummary {
  /** Cells of the largest. */
  readonly largest: number
  /** Cells a cluster on average. */
  readonly mean: number
  /** The mean of the squares of their sizes. */
  readonly secondMoment: number
  /**
   * Cells of the cluster that a live cell is in, on average: the sum of squares over the sum, the
   * mean cluster size of percolation theory (D. Stauffer, A. Aharony, "Introduction to Percolation
   * Theory", 1994, section 2.4), with the largest cluster counted as any other.
   */
  readonly meanOfCell: number
}

/** Sums up sizes of clusters. Sums are exact below 2^53, so the order does not matter. */
export function summarizeSizes(sizes: Float64Array): SizeSummary {
  let largest = 0
  let sum = 0
  let squares = 0
  for (let cluster = 0; cluster < sizes.length; cluster++) {
    const size = sizes[cluster]!
    if (size > largest) largest = size
    sum += size
    squares += size * size
  }
  if (sizes.length === 0) return { largest, mean: 0, secondMoment: 0, meanOfCell: 0 }
  const mean = sum / sizes.length
  return { largest, mean, secondMoment: squares / sizes.length, meanOfCell: squares / sum }
}

/** How many clusters there are of each size that occurs, by ascending size. */
export function countSizes(
  sizes: Float64Array,
): readonly (readonly [size: number, count: number])[] {
  const counts = new Map<number, number>()
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => a - b)
}
