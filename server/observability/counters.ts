/** What is counted while the server works; all else is looked at when metrics are read. */
import { Histogram, SECONDS_BOUNDS } from './histogram.ts'

/** Operations that nobody has declared are counted as one, so that a stranger makes no series. */
const MAX_SERIES = 512

export class ServerCounters {
  readonly callSeconds = new Histogram(SECONDS_BOUNDS)
  readonly verdictSeconds = new Histogram(SECONDS_BOUNDS)
  readonly requestSeconds = new Histogram(SECONDS_BOUNDS)
  readonly bridgeSeconds = new Histogram(SECONDS_BOUNDS)
  readonly calls = new LabelCounter()
  readonly bridgeCalls = new LabelCounter()
  readonly verdicts = new LabelCounter()
  readonly requests = new LabelCounter()
  published = 0
  rateRefusals = 0
}

/** Counts by the values of labels. */
export class LabelCounter {
  readonly #counts = new Map<string, { readonly labels: readonly string[]; count: number }>()

  add(...labels: readonly string[]): void {
    const key = labels.join('\0')
    const found = this.#counts.get(key)
    if (found !== undefined) found.count++
    else if (this.#counts.size < MAX_SERIES) this.#counts.set(key, { labels, count: 1 })
  }

  get values(): (readonly [labels: readonly string[], value: number])[] {
    return [...this.#counts.values()].map(({ labels, count }) => [labels, count])
  }
}
