/** Something that is done in the background now and then, one time after another. */

export interface PeriodicWorkOptions {
  /** Does it once. */
  run(): Promise<unknown>
  /** The pause between two times. */
  readonly everyMs: number
  readonly onProblem?: ((problem: unknown) => void) | undefined
}

export class PeriodicWork {
  readonly #options: PeriodicWorkOptions
  #running: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(options: PeriodicWorkOptions) {
    this.#options = options
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Does it now, and every so often after that. */
  start(): void {
    if (this.#isStopped || this.#running !== undefined) return
    clearTimeout(this.#timer)
    this.#running = this.#runOnce()
  }

  /** Ends when what is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #runOnce(): Promise<void> {
    const { run, onProblem, everyMs } = this.#options
    try {
      await run()
    } catch (problem) {
      onProblem?.(problem)
    } finally {
      this.#running = undefined
      if (!this.#isStopped) this.#timer = setTimeout(() => this.start(), everyMs).unref()
    }
  }
}
