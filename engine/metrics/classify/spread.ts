/** The spread of a measure over an ensemble. */

/** Numbers in order, told by a few. */
export interface Spread {
  readonly count: number
  readonly mean: number
  /** Standard deviation of the sample; 0 for one number. */
  readonly deviation: number
  readonly min: number
  readonly lowerQuartile: number
  readonly median: number
  readonly upperQuartile: number
  readonly max: number
}

/** The spread of some numbers; undefined of none. Quantiles are interpolated linearly. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const mean = meanOf(sorted)
  return {
    count: sorted.length,
    mean,
    deviation: deviationOf(sorted, mean),
    min: sorted[0]!,
    lowerQuartile: quantileOf(sorted, 0.25),
    median: quantileOf(sorted, 0.5),
    upperQuartile: quantileOf(sorted, 0.75),
    max: sorted.at(-1)!,
  }
}

/** The mean; 0 of none. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return values.length === 0 ? 0 : sum / values.length
}

/** The standard deviation of a sample; 0 of fewer than two. */
export function deviationOf(values: ArrayLike<number>, mean = meanOf(values)): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const offset = values[i]! - mean
    sum += offset * offset
  }
  return values.length < 2 ? 0 : Math.sqrt(sum / (values.length - 1))
}

/** A quantile of ascending numbers, between neighbors by their share. */
export function quantileOf(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below] ?? 0
  const high = sorted[below + 1] ?? low
  return low + (high - low) * (place - below)
}
