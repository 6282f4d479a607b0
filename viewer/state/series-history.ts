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
  #newest: { readonly tick: number; readonly value: number } | undefined

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

  /** The sample of the furthest tick, also where it is too near to the one before to be kept. */
  get last(): { readonly tick: number; readonly value: number } | undefined {
    return this.#last
  }

  /** The sample that was told last, also where it is too near to another to be kept. */
  get newest(): { readonly tick: number; readonly value: number } | undefined {
    return this.#newest
  }

  /**
   * Adds a sample, of any tick: a run that went back tells of ticks again. One of a tick that is known stands in
   * its place.
   */
  add(tick: number, value: number): void {
    this.#newest = { tick, value }
    if (this.#last === undefined || tick >= this.#last.tick) this.#last = { tick, value }
    const at = this.#placeOf(tick)
    if (this.#ticks[at] === tick && at < this.#count) {
      this.#values[at] = value
      return
    }
    if (at > 0 && tick < this.#ticks[at - 1]! + this.#strideTicks) return
    if (at < this.#count && this.#ticks[at]! < tick + this.#strideTicks) return
    if (this.#count === this.#ticks.length) {
      this.#halve()
      this.add(tick, value)
      return
    }
    this.#ticks.copyWithin(at + 1, at, this.#count)
    this.#values.copyWithin(at + 1, at, this.#count)
    this.#ticks[at] = tick
    this.#values[at] = value
    this.#count++
  }

  /** Forgets what it was at a tick and later ones, as where the run is another from there. */
  dropFrom(tick: number): void {
    this.#count = this.#placeOf(tick)
    const kept = this.#count - 1
    const last = kept < 0 ? undefined : { tick: this.#ticks[kept]!, value: this.#values[kept]! }
    if (this.#last !== undefined && this.#last.tick >= tick) this.#last = last
    if (this.#newest !== undefined && this.#newest.tick >= tick) this.#newest = last
  }

  /** What it was at the kept tick that lies nearest to a tick; undefined where nothing is kept. */
  nearest(tick: number): { readonly tick: number; readonly value: number } | undefined {
    if (this.#newest?.tick === tick) return this.#newest
    if (this.#last !== undefined && tick >= this.#last.tick) return this.#last
    const at = nearestIndex(this.ticks, tick)
    return at < 0 ? undefined : { tick: this.#ticks[at]!, value: this.#values[at]! }
  }

  clear(): void {
    this.#count = 0
    this.#strideTicks = 1
    this.#last = undefined
    this.#newest = undefined
  }

  /** Index of the first kept tick that is no earlier. */
  #placeOf(tick: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#ticks[middle]! < tick) low = middle + 1
      else high = middle
    }
    return low
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
