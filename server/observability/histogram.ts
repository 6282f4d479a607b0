/** Measured values, counted in buckets, as Prometheus has them. */

export interface HistogramState {
  /** Upper bounds of the buckets, included, ascending; the last bucket has none. */
  readonly bounds: readonly number[]
  /** How many values are not above each bound; the last one counts all. */
  readonly cumulative: readonly number[]
  readonly sum: number
}

export class Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = new Array(bounds.length + 1).fill(0)
  }

  add(value: number): void {
    const found = this.#bounds.findIndex((bound) => value <= bound)
    this.#counts[found === -1 ? this.#bounds.length : found]!++
    this.#sum += value
  }

  get state(): HistogramState {
    let count = 0
    const cumulative = this.#counts.map((each) => {
      count += each
      return count
    })
    return { bounds: this.#bounds, cumulative, sum: this.#sum }
  }
}

/** Seconds, from a tenth of a millisecond to ten seconds. */
export const SECONDS_BOUNDS: readonly number[] = Object.freeze([
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
])

/** Numbers of things in a group, by powers of two. */
export const COUNT_BOUNDS: readonly number[] = Object.freeze([
  1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048,
])
