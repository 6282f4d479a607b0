/**
 * Population against tick, in bounded memory.
 *
 * When the room is used up every second sample is dropped and from then on samples lie twice as
 * far apart, so a run of any length keeps its whole course at an even resolution.
 */
export class PopulationHistory {
  readonly #ticks: Float64Array
  readonly #populations: Float64Array
  #count = 0
  #strideTicks = 1

  /** @param capacity an even number of samples. */
  constructor(capacity = 2048) {
    this.#ticks = new Float64Array(capacity)
    this.#populations = new Float64Array(capacity)
  }

  /** Ticks of the samples, ascending; a view that the next `add` may change. */
  get ticks(): Float64Array {
    return this.#ticks.subarray(0, this.#count)
  }

  /** Populations at `ticks`. */
  get populations(): Float64Array {
    return this.#populations.subarray(0, this.#count)
  }

  /** Adds a sample; one that lies before the last starts the history afresh. */
  add(tick: number, population: number): void {
    const last = this.#count === 0 ? -1 : this.#ticks[this.#count - 1]!
    if (tick < last) this.clear()
    else if (tick < last + this.#strideTicks && this.#count > 0) return
    if (this.#count === this.#ticks.length) this.#halve()
    this.#ticks[this.#count] = tick
    this.#populations[this.#count] = population
    this.#count++
  }

  clear(): void {
    this.#count = 0
    this.#strideTicks = 1
  }

  #halve(): void {
    const kept = this.#count / 2
    for (let i = 0; i < kept; i++) {
      this.#ticks[i] = this.#ticks[2 * i]!
      this.#populations[i] = this.#populations[2 * i]!
    }
    this.#count = kept
    const spanTicks = this.#ticks[kept - 1]! - this.#ticks[0]!
    this.#strideTicks = Math.max(2 * this.#strideTicks, Math.floor(spanTicks / kept))
  }
}
