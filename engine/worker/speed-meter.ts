/** Ticks per second over the last second of play. */

const WINDOW_MS = 1000

export class SpeedMeter {
  readonly #now: () => number
  /** Moments and how many ticks had been done by then, oldest first. */
  #marks: { readonly atMs: number; readonly ticks: number }[] = []
  #ticks = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** Forgets the past, as on a pause. */
  reset(): void {
    this.#marks = []
    this.#ticks = 0
  }

  /** Tells that `ticks` more have been done by now. */
  add(ticks: number): void {
    const atMs = this.#now()
    this.#ticks += ticks
    this.#marks.push({ atMs, ticks: this.#ticks })
    const oldest = this.#marks.findLastIndex((mark) => mark.atMs <= atMs - WINDOW_MS)
    if (oldest > 0) this.#marks.splice(0, oldest)
  }

  /** 0 until there are two moments to compare. */
  get ticksPerSecond(): number {
    const first = this.#marks[0]
    const last = this.#marks.at(-1)
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0
    return ((last.ticks - first.ticks) * 1000) / (last.atMs - first.atMs)
  }
}
