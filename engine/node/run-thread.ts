/** A run in a thread of its own, as whoever started it sees it. */
import { Worker } from 'node:worker_threads'
import type { Failure } from '../protocol/result.ts'
import { TaskEndedError, TaskTimeError } from './errors.ts'
import type { RunOrder, RunOutcome, RunRequest, RunThreadNews } from './run-messages.ts'
import type { ThreadSetup } from './task-thread.ts'

/** The thread's entry beside this file, as it was written or bundled with the same name. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './task-thread.ts' : './task-thread.js',
  import.meta.url,
)

/** What it may hold of JavaScript's own memory; cells lie elsewhere. */
const MAX_HEAP_MIB = 1024

/** How long one that shall end is waited for: a tick is not broken off. */
const GRACE_MS = 5000

/** What became of a run. */
export type RunEnd =
  | { readonly kind: 'completed'; readonly outcome: RunOutcome }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface RunThreadOptions {
  readonly order: RunOrder
  /** How long it may take; starting it is part of that. */
  readonly timeLimitSeconds: number
  /** Is told of what goes on, before the end. */
  onNews(news: Extract<RunThreadNews, { readonly kind: 'progress' | 'metrics' | 'frame' }>): void
}

/** Whoever starts it waits for `ended`, after which nothing is left of it. */
export class RunThread {
  /** Never rejects. */
  readonly ended: Promise<RunEnd>
  readonly #worker: Worker
  readonly #end = Promise.withResolvers<RunEnd>()
  readonly #timers: NodeJS.Timeout[] = []

  constructor({ order, timeLimitSeconds, onNews }: RunThreadOptions) {
    const workerData: ThreadSetup = { kind: 'run' }
    const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MIB }
    this.#worker = new Worker(ENTRY, { workerData, resourceLimits })
    this.#worker.on('message', (news: RunThreadNews) => {
      if (news.kind === 'completed') this.#end.resolve({ kind: 'completed', outcome: news.outcome })
      else if (news.kind === 'cancelled') this.#end.resolve({ kind: 'cancelled' })
      else if (news.kind === 'failed') this.#end.resolve({ kind: 'failed', failure: news.failure })
      else onNews(news)
    })
    this.#worker.on('error', (cause) => this.#fail(describeCause(cause)))
    this.#worker.on('exit', (code) => {
      this.#fail(new TaskEndedError({ reason: `it exited with ${code}` }))
    })
    this.#after(1000 * timeLimitSeconds, () => {
      this.#fail(new TaskTimeError({ limitSeconds: timeLimitSeconds }))
    })
    this.#ask(order)
    this.ended = this.#end.promise.then(async (end) => {
      for (const timer of this.#timers) clearTimeout(timer)
      await this.#worker.terminate()
      return end
    })
  }

  /** Wishes for a picture of it. */
  wantFrame(): void {
    this.#ask({ kind: 'frame' })
  }

  /** Ends it between two slices of ticks, or where that takes too long in the midst of a tick. */
  cancel(): void {
    this.#ask({ kind: 'cancel' })
    this.#after(GRACE_MS, () => this.#end.resolve({ kind: 'cancelled' }))
  }

  #ask(request: RunRequest): void {
    this.#worker.postMessage(request)
  }

  #after(milliseconds: number, act: () => void): void {
    this.#timers.push(setTimeout(act, milliseconds))
  }

  #fail({ code, message, details }: TaskEndedError | TaskTimeError): void {
    this.#end.resolve({ kind: 'failed', failure: { code, message, details } })
  }
}

function describeCause(cause: unknown): TaskEndedError {
  const isError = cause instanceof Error
  const code = isError && 'code' in cause ? cause.code : undefined
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new TaskEndedError({ reason: `it took more than ${MAX_HEAP_MIB} MiB of memory` })
  }
  return new TaskEndedError({ reason: isError ? cause.message : String(cause) }, { cause })
}
