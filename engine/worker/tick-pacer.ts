/**
 * How many ticks to do now: enough to keep a speed, few enough to stay answerable.
 *
 * Wall time decides only when ticks are done, never what they do.
 */

/** Work between two looks at the message queue takes about this long. */
export const SLICE_MS = 12

/** A player that fell behind by more than this forgets the debt instead of racing after it. */
const MAX_DEBT_MS = 250

/** The longest slice: what HashLife remembers makes it fast, but ticks must stay countable. */
export const MAX_SLICE_TICKS = 2 ** 32

export class TickPacer {
  readonly #now: () => number
  readonly #ticksPerSecond: number | undefined
  /** Ticks that fit a slice, learned from the last slices. */
  #sliceTicks = 1
  #debtSince: number

  /**
   * @param now a clock in milliseconds.
   * @param ticksPerSecond the speed to keep; undefined for as fast as possible.
   */
  constructor(now: () => number, ticksPerSecond: number | undefined) {
    this.#now = now
    this.#ticksPerSecond = ticksPerSecond
    this.#debtSince = now()
  }

  /** Whether ticks are due at any time. */
  get isUnlimited(): boolean {
    return this.#ticksPerSecond === undefined
  }

  /** Ticks that are due and fit one slice; 0 when it is too early for the next. */
  dueTicks(): number {
    if (this.#ticksPerSecond === undefined) return this.#sliceTicks
    const msPerTick = 1000 / this.#ticksPerSecond
    const debtMs = this.#now() - this.#debtSince
    if (debtMs > MAX_DEBT_MS + msPerTick) this.#debtSince = this.#now() - msPerTick
    // The clock of a machine that was put to sleep may be behind what it has told before.
    if (debtMs < -MAX_DEBT_MS - msPerTick) this.#debtSince = this.#now()
    const due = Math.floor(Math.min(debtMs, MAX_DEBT_MS + msPerTick) / msPerTick)
    return Math.max(0, Math.min(due, this.#sliceTicks))
  }

  /** Milliseconds until the next tick is due, at least 0. */
  waitMs(): number {
    if (this.#ticksPerSecond === undefined) return 0
    return Math.max(0, this.#debtSince + 1000 / this.#ticksPerSecond - this.#now())
  }

  /** Tells that `ticks` were done and how long they took; 0 where they did not fit at all. */
  didTicks(ticks: number, tookMs: number): void {
    if (this.#ticksPerSecond !== undefined) this.#debtSince += (ticks * 1000) / this.#ticksPerSecond
    if (tookMs < SLICE_MS / 2) this.#sliceTicks = Math.min(this.#sliceTicks * 2, MAX_SLICE_TICKS)
    else if (ticks === 0) this.#sliceTicks = Math.max(1, Math.floor(this.#sliceTicks / 2))
    else if (tookMs > SLICE_MS) {
      const fitting = Math.floor((ticks * SLICE_MS) / tookMs)
      this.#sliceTicks = Math.max(1, Math.min(this.#sliceTicks, fitting))
    }
  }
}
