/** Histograms: how often values occur, in bins of equal width, or of sizes in bins that double. */

export interface HistogramBin {
  /** The least value that falls into it. */
  readonly low: number
  /** The least value that no longer does. */
  readonly high: number
  readonly count: number
}

export interface Histogram {
  readonly bins: readonly HistogramBin[]
  readonly total: number
  /** Undefined where nothing was counted. */
  readonly mean: number | undefined
  /** The standard deviation of all that was counted. */
  readonly deviation: number | undefined
}

/** More bins cannot be told apart in a panel. */
const MAX_BINS = 64

const NOTHING: Histogram = Object.freeze({
  bins: Object.freeze([]),
  total: 0,
  mean: undefined,
  deviation: undefined,
})

/**
 * How often each of the states 0 to `counts.length - 1` occurs, a bin a state.
 *
 * @param counts by state; whole numbers.
 */
export function histogramOfCounts(counts: ArrayLike<number>): Histogram {
  const bins = Array.from({ length: counts.length }, (_, state) => {
    return { low: state, high: state + 1, count: counts[state]! }
  })
  return summarize(bins, (visit) => {
    for (let state = 0; state < counts.length; state++) visit(state, counts[state]!)
  })
}

/**
 * Whole numbers in at most 64 bins of equal whole width, from the least to the greatest.
 *
 * @param unit what a raw 1 stands for: bounds, mean and deviation are told in it.
 */
export function histogramOfValues(values: Int32Array, unit = 1): Histogram {
  if (values.length === 0) return NOTHING
  let least = values[0]!
  let greatest = values[0]!
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!
    if (value < least) least = value
    else if (value > greatest) greatest = value
  }
  const width = Math.ceil((greatest - least + 1) / MAX_BINS)
  const counts = new Float64Array(Math.floor((greatest - least) / width) + 1)
  // Sums of differences are exact: 2^27 numbers below 2^19, and their squares below 2^53.
  let sum = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const above = values[i]! - least
    counts[Math.floor(above / width)]!++
    sum += above
    squares += above * above
  }
  const bins = Array.from(counts, (count, i) => {
    const low = least + i * width
    return { low: low * unit, high: (low + width) * unit, count }
  })
  const mean = sum / values.length
  const variance = Math.max(0, squares / values.length - mean * mean)
  return {
    bins,
    total: values.length,
    mean: (least + mean) * unit,
    deviation: Math.sqrt(variance) * Math.abs(unit),
  }
}

/**
 * Sizes in bins that double: 1, 2 to 3, 4 to 7 and so on.
 *
 * @param sizes whole numbers of at least 1.
 */
export function histogramOfSizes(sizes: Float64Array): Histogram {
  if (sizes.length === 0) return NOTHING
  const counts: number[] = []
  for (const size of sizes) {
    let bin = 0
    while (2 ** (bin + 1) <= size) bin++
    while (counts.length <= bin) counts.push(0)
    counts[bin]!++
  }
  const bins = counts.map((count, bin) => ({ low: 2 ** bin, high: 2 ** (bin + 1), count }))
  return summarize(bins, (visit) => {
    for (const size of sizes) visit(size, 1)
  })
}

function summarize(
  bins: readonly HistogramBin[],
  each: (visit: (value: number, times: number) => void) => void,
): Histogram {
  let total = 0
  let sum = 0
  each((value, times) => {
    total += times
    sum += value * times
  })
  if (total === 0) return { ...NOTHING, bins }
  const mean = sum / total
  let squares = 0
  each((value, times) => {
    squares += (value - mean) ** 2 * times
  })
  return { bins, total, mean, deviation: Math.sqrt(squares / total) }
}
