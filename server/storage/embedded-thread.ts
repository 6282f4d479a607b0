/** The thread of an embedded database, as whoever asks it sees it. */
import { Worker } from 'node:worker_threads'
import {
  type EmbeddedAnswer,
  type EmbeddedFailure,
  type EmbeddedRequest,
  type EmbeddedTask,
  NO_DATABASE,
} from './embedded-protocol.ts'
import { StorageTimeoutError, StorageUnavailableError, StorageUnsuitableError } from './errors.ts'
import type { RawResult } from './sql-values.ts'

/** The thread's entry beside this file, as it was written or bundled with the same name. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './embedded-worker.ts' : './embedded-worker.js',
  import.meta.url,
)

/** Beginning a database takes 5 s on a slow core, and all cores may have other work. */
const OPEN_MS = 120_000
const CLOSE_MS = 30_000

interface Pending {
  resolve(answer: EmbeddedAnswer): void
  reject(error: unknown): void
}

export class EmbeddedThread {
  /** Resolves when the database is open. */
  readonly ready: Promise<void>
  readonly #folder: string
  readonly #worker: Worker
  #pending: Pending | undefined
  #ended: Error | undefined

  constructor(folder: string) {
    this.#folder = folder
    const workerData: EmbeddedTask = { folder }
    this.#worker = new Worker(ENTRY, { workerData })
    this.#worker.on('message', (answer: EmbeddedAnswer) => this.#settle(answer))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('its thread has ended')))
    this.ready = this.#wait(OPEN_MS).then(() => {})
    // Whoever asks is told.
    this.ready.catch(() => {})
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined
  }

  /**
   * Runs a statement; one at a time.
   *
   * @throws {StorageTimeoutError} where it takes longer; the thread is ended with it.
   */
  async run(
    sql: string,
    parameters: readonly (string | null)[],
    limitMs: number,
  ): Promise<RawResult> {
    const answer = await this.#ask({ kind: 'run', sql, parameters }, limitMs)
    if (answer.kind !== 'result') throw new Error('The database gave no result.')
    return answer.result
  }

  /**
   * Runs several statements; one script at a time.
   *
   * @throws {StorageTimeoutError} where they take longer; the thread is ended with them.
   */
  async runScript(sql: string, limitMs: number): Promise<readonly RawResult[]> {
    const answer = await this.#ask({ kind: 'script', sql }, limitMs)
    if (answer.kind !== 'results') throw new Error('The database gave no results.')
    return answer.results
  }

  /** Ends the database as it should be ended, and the thread. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return
    try {
      await this.ready
      await this.#ask({ kind: 'close' }, CLOSE_MS)
    } finally {
      await this.#worker.terminate()
    }
  }

  /** Ends the thread at once. What was committed is there still. */
  kill(): void {
    this.#end(new Error('its thread was ended'))
  }

  async #ask(request: EmbeddedRequest, limitMs: number): Promise<EmbeddedAnswer> {
    if (this.#ended !== undefined) throw this.#ended
    const answered = this.#wait(limitMs)
    this.#worker.postMessage(request)
    const answer = await answered
    if (answer.kind === 'failure') throw toError(answer.failure)
    return answer
  }

  /** Waits for the next answer. Meanwhile the thread keeps the process from ending. */
  async #wait(limitMs: number): Promise<EmbeddedAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<EmbeddedAnswer>()
    this.#pending = { resolve, reject }
    this.#worker.ref()
    const timer = setTimeout(() => {
      const details = { place: this.#folder, limitMs, isOutcomeUnknown: false }
      this.#end(new StorageTimeoutError(details))
    }, limitMs)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#worker.unref()
    }
  }

  #settle(answer: EmbeddedAnswer): void {
    const pending = this.#pending
    this.#pending = undefined
    pending?.resolve(answer)
  }

  /** @param reason of what the database throws inside, some is no error: its file system has its own. */
  #end(reason: unknown): void {
    if (this.#ended !== undefined) return
    const { message = 'its thread has failed' } = (reason ?? {}) as { readonly message?: string }
    const details = {
      ...{ place: this.#folder, reason: String(message).replace(/\.$/, '') },
      isOutcomeUnknown: false,
    }
    this.#ended =
      message === NO_DATABASE
        ? new StorageUnsuitableError({ place: this.#folder, problem: message })
        : new StorageUnavailableError(details, { cause: reason })
    this.#pending?.reject(reason instanceof StorageTimeoutError ? reason : this.#ended)
    this.#pending = undefined
    void this.#worker.terminate()
  }
}

/** An error as the other driver throws it; see `sql-failure.ts`. */
function toError({ message, ...fields }: EmbeddedFailure): Error {
  return Object.assign(new Error(message), fields)
}
