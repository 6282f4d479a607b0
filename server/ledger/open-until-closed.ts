/** What a ledger is between its opening and its close: whoever reads is waited for, and whoever comes after is refused. */
import { LedgerClosedError } from './errors.ts'

export class OpenUntilClosed {
  /** What is under way. */
  readonly #running = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  /** From the first call of `close` on. */
  get isClosed(): boolean {
    return this.#closing !== undefined
  }

  /** @throws {LedgerClosedError} once it is closed. */
  assertOpen(): void {
    if (this.isClosed) throw new LedgerClosedError({ reason: 'it was closed' })
  }

  /** Does something that a close waits for. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.assertOpen()
    const running = work()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  /** Closes; to call it again waits for the same end. */
  close(end: () => Promise<void>): Promise<void> {
    this.#closing ??= end()
    return this.#closing
  }
}
