/** Work that is done over and over, each time so long after the time before as it says itself. */

/** After something has failed, it is tried again so much later, where nothing else is said. */
const PAUSE_MS = 2000

export interface PacedLoopOptions {
  /** Does it once, and gives how many milliseconds later it shall be done again. */
  work(): Promise<number>
  /** Is told of what the work throws; it is done again later. */
  readonly onProblem?: ((problem: unknown) => void) | undefined
  /** How many milliseconds later what has failed is tried again. */
  readonly pauseMs?: number
}

export class PacedLoop {
  readonly #options: PacedLoopOptions
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined
  #isWoken = false
  #isStopped = false

  /** Nothing is done before it is woken. */
  constructor(options: PacedLoopOptions) {
    this.#options = options
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Has it done now, or once more where it is being done. */
  wake(): void {
    if (this.#isStopped) return
    this.#isWoken = true
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
      // Woken after the last look, and before it was known to be the last.
      if (this.#isWoken) this.wake()
    })
  }

  /** Ends it, and waits for what is being done. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#working
  }

  async #work(): Promise<void> {
    clearTimeout(this.#timer)
    const { work, onProblem, pauseMs = PAUSE_MS } = this.#options
    let nextMs = pauseMs
    while (this.#isWoken && !this.#isStopped) {
      this.#isWoken = false
      try {
        nextMs = await work()
      } catch (error) {
        onProblem?.(error)
        nextMs = pauseMs
      }
    }
    if (this.#isStopped || nextMs === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(() => this.wake(), nextMs).unref()
  }
}
