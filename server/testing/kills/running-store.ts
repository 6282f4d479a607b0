/** The process of a ledger, as the one that starts and kills it sees it. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { StoreNews, StoreOrder } from './store-process.ts'
import { withinLimit } from './within-limit.ts'

const ENTRY = join(import.meta.dirname, 'store-process.ts')

export class RunningStore {
  readonly #child: ChildProcess
  readonly #gone: Promise<string>
  readonly #opening = Promise.withResolvers<void>()
  readonly #ready = Promise.withResolvers<void>()
  readonly #busy = Promise.withResolvers<void>()

  constructor(order: StoreOrder) {
    this.#child = fork(ENTRY, [JSON.stringify(order)])
    this.#child.on('message', (news: StoreNews) => {
      if (news.kind === 'opening') this.#opening.resolve()
      else if (news.kind === 'ready') this.#ready.resolve()
      else if (news.kind === 'busy') this.#busy.resolve()
      else this.#ready.reject(new Error(`the ledger could not be opened: ${news.problem}`))
    })
    // Nobody may be waiting for it.
    this.#ready.promise.catch(() => {})
    this.#gone = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    })
  }

  /** When it begins to open the ledger. */
  async opening(): Promise<void> {
    await withinLimit(this.#untilGone(this.#opening.promise), 'the start of a process')
  }

  /** @throws {Error} where the ledger cannot be opened, or its process ends before. */
  async ready(): Promise<void> {
    await withinLimit(this.#untilGone(this.#ready.promise), 'the opening of the ledger')
  }

  /** When it has answered some of what it was asked. */
  async busy(): Promise<void> {
    await this.ready()
    await withinLimit(this.#untilGone(this.#busy.promise), 'the first answers of the ledger')
  }

  /**
   * Sends the signal, and waits until the process is gone.
   *
   * @throws {Error} where it ends in another way than that signal makes it.
   */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#child.kill(signal)
    const end = await withinLimit(this.#gone, 'the end of a process')
    const isAsAsked = end === signal || (signal === 'SIGTERM' && end === 'exit code 0')
    if (!isAsAsked) throw new Error(`the process of the ledger ended with ${end}`)
  }

  /** Sees to it that it is gone. */
  async dispose(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#gone
  }

  async #untilGone(news: Promise<void>): Promise<void> {
    const end = await Promise.race([news, this.#gone])
    if (end !== undefined) throw new Error(`the process of the ledger ended by itself: ${end}`)
  }
}
