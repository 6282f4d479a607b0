/**
 * A number against tick, in bounded memory.
 *
 * When the room is used up every second sample is dropped and from then on samples lie twice as
 * far apart, so a run of any length keeps its whole course at an even resolution.
 */
export class SeriesHistory {
  readonly #ticks: Float64Array
  readonly #values: Float64Array
  #count = 0
  #strideTicks = 1
  #last: { readonly tick: number; readonly value: number } | undefined

  /** @param capacity an even number of samples. */
  constructor(capacity = 2048) {
    this.#ticks = new Float64Array(capacity)
    this.#values = new Float64Array(capacity)
  }

  /** Ticks of the samples, ascending; a view that the next `add` may change. */
  get ticks(): Float64Array {
    return this.#ticks.subarray(0, this.#count)
  }

  /** What it was at `ticks`. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#count)
  }

  /** The newest sample, also where it is too near to the one before to be kept. */
  get last(): { readonly tick: number; readonly value: number } | undefined {
    return this.#last
  }

  /**
   * Adds a sample. One of the same tick as the last stands in its place, as where somebody has edited the
   * state; one that lies before the last starts the history afresh.
   */
  add(tick: number, value: number): void {
    if (this.#last !== undefined && tick < this.#last.tick) this.clear()
    this.#last = { tick, value }
    const lastKept = this.#count === 0 ? undefined : this.#ticks[this.#count - 1]!
    if (tick === lastKept) this.#values[this.#count - 1] = value
    if (lastKept !== undefined && tick < lastKept + this.#strideTicks) return
    if (this.#count === this.#ticks.length) this.#halve()
    this.#ticks[this.#count] = tick
    this.#values[this.#count] = value
    this.#count++
  }

  /** What it was at the kept tick that lies nearest to a tick; undefined where nothing is kept. */
  nearest(tick: number): { readonly tick: number; readonly value: number } | undefined {
    if (this.#last !== undefined && tick >= this.#last.tick) return this.#last
    const at = nearestIndex(this.ticks, tick)
    return at < 0 ? undefined : { tick: this.#ticks[at]!, value: this.#values[at]! }
  }

  clear(): void {
    this.#count = 0
    this.#strideTicks = 1
    this.#last = undefined
  }

  #halve(): void {
    const kept = this.#count / 2
    for (let i = 0; i < kept; i++) {
      this.#ticks[i] = this.#ticks[2 * i]!
      this.#values[i] = this.#values[2 * i]!
    }
    this.#count = kept
    const spanTicks = this.#ticks[kept - 1]! - this.#ticks[0]!
    this.#strideTicks = Math.max(2 * this.#strideTicks, Math.floor(spanTicks / kept))
  }
}

/** Index of the entry of an ascending list that lies nearest to a value; -1 for an empty list. */
export function nearestIndex(ascending: ArrayLike<number>, value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! < value) low = middle + 1
    else high = middle
  }
  const isBelowNearer = low > 0 && value - ascending[low - 1]! < ascending[low]! - value
  return isBelowNearer ? low - 1 : high
}
