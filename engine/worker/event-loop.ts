/**
 * Giving the thread back for a moment, so that messages (a pause, a cancel) can come in.
 *
 * `setTimeout` would cost four milliseconds a turn in a browser; a message to oneself costs
 * microseconds.
 */
export class EventLoop {
  readonly #channel = new MessageChannel()
  readonly #waiting: (() => void)[] = []

  constructor() {
    this.#channel.port1.onmessage = () => this.#waiting.shift()?.()
  }

  /** Resolves after the messages that are waiting now have been handled. */
  yield(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#channel.port2.postMessage(undefined)
    })
  }

  /** Resolves after a time that is not exact. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds))
  }

  /** Closes the channel, which in Node would keep the process alive. */
  dispose(): void {
    this.#channel.port1.close()
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
