/** A request that was counted when it came in, so that the desk does not count its first call once more. */
export class RateTicket {
  #isLeft = true

  /** True the first time alone. */
  take(): boolean {
    const wasLeft = this.#isLeft
    this.#isLeft = false
    return wasLeft
  }
}
