/** The newest of measured times, for quantiles that follow what happens now. */

/** So many are kept. */
const WINDOW = 1024

export class LatencyWindow {
  readonly #values = new Float64Array(WINDOW)
  #count = 0

  /** Takes in a time in milliseconds; the oldest makes room for it. */
  add(ms: number): void {
    this.#values[this.#count % WINDOW] = ms
    this.#count++
  }

  /** The least of the kept times that a share of them, 0 to 1, does not exceed; undefined before the first. */
  quantile(share: number): number | undefined {
    const kept = this.#values.slice(0, Math.min(this.#count, WINDOW)).sort()
    return kept[Math.max(0, Math.ceil(share * kept.length) - 1)]
  }
}
