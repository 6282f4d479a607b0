/**
 * Follows a hand along the timeline: one way to a tick is gone at a time, to where the hand is when it begins. A
 * way that takes long is left for the next.
 */

/** The part of a run that goes places. */
interface Seekable {
  runTo(tick: number): Promise<void>
}

/** Pictures of the page after which a way is left for where the hand is by then. */
const PATIENT_PICTURES = 15

export class Seeker {
  readonly #run: Seekable
  #wanted: number | undefined
  #isOnWay = false
  #pictures = 0

  constructor(run: Seekable) {
    this.#run = run
  }

  /** Goes to a tick, unless another one is wanted before. Settles when the hand is where the run is. */
  async seek(tick: number): Promise<void> {
    this.#wanted = tick
    if (this.#isOnWay) return
    this.#isOnWay = true
    this.#watch()
    try {
      while (this.#wanted !== undefined) {
        const next = this.#wanted
        this.#wanted = undefined
        this.#pictures = 0
        await this.#run.runTo(next)
      }
    } finally {
      this.#isOnWay = false
    }
  }

  #watch(): void {
    if (!this.#isOnWay) return
    this.#pictures++
    if (this.#wanted !== undefined && this.#pictures > PATIENT_PICTURES) {
      const next = this.#wanted
      this.#wanted = undefined
      this.#pictures = 0
      // The way before ends with it.
      void this.#run.runTo(next)
    }
    requestAnimationFrame(() => this.#watch())
  }
}
