/**
 * Giving the thread back for a moment, so that messages (a pause, a cancel) can come in.
 *
 * In a browser `setTimeout` would cost four milliseconds a turn, and a message to oneself costs
 * microseconds. In Node a port that answers itself starves the other ports for a thousand turns,
 * and `setImmediate` is what lets them in.
 */
export class EventLoop {
  /** Only where there is no `setImmediate`. */
  readonly #channel = typeof setImmediate === 'undefined' ? new MessageChannel() : undefined
  readonly #waiting: (() => void)[] = []
  #isDisposed = false

  constructor() {
    if (this.#channel === undefined) return
    this.#channel.port1.onmessage = () => this.#waiting.shift()?.()
  }

  /** Resolves after the messages that are waiting now have been handled. */
  yield(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isDisposed) {
        // A closed channel brings nothing back.
        resolve()
        return
      }
      if (this.#channel === undefined) {
        setImmediate(resolve)
        return
      }
      this.#waiting.push(resolve)
      this.#channel.port2.postMessage(undefined)
    })
  }

  /** Resolves after a time that is not exact. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds))
  }

  /** Closes the channel and lets everyone go who still waits for it. */
  dispose(): void {
    this.#isDisposed = true
    this.#channel?.port1.close()
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
