/**
 * Threads in which entries of suites are examined, one entry a thread at a time.
 *
 * Whatever ends a thread is the end of its entry alone. A thread goes on to another entry only where
 * the one before was run to its end with all states right: else it is ended, with all that is in it.
 */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Acceptance } from '../qa/accept-entry.ts'
import { ThreadEndedError, TimeLimitError } from '../qa/errors.ts'
import { type QaTask, runQaTask } from './qa-task.ts'
import type { QaMessage } from './qa-thread.ts'

/** The thread's entry beside this file, as it was written or bundled with the same name. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './qa-thread.ts' : './qa-thread.js',
  import.meta.url,
)

/** How long a thread that should be done by its own clock is waited for: a tick is not broken off. */
const GRACE_SECONDS = 5

/** Loading takes its time on a busy machine, and is no part of a scenario's. */
const START_SECONDS = 60

/** What a thread may hold of JavaScript's own memory; cells lie elsewhere. */
const MAX_HEAP_MIB = 1024

export class QaThreads {
  readonly #idle: Worker[] = []

  /**
   * Examines an entry in a thread; in this one where the program was copied away without the entry.
   *
   * @throws {TimeLimitError} when it does not end in time, and had to be ended.
   * @throws {ThreadEndedError} when it ends without a result: of an error of ours, or for want of memory.
   * @throws the signal's reason, when it is aborted; the thread has ended then.
   */
  async run(task: QaTask, signal?: AbortSignal): Promise<Acceptance> {
    signal?.throwIfAborted()
    if (!existsSync(ENTRY)) return runQaTask(task, () => {})
    const worker = this.#idle.pop() ?? startWorker()
    let isClean = false
    try {
      const acceptance = await askWorker(worker, task, signal)
      const { outcome, divergence } = acceptance.report
      isClean = outcome === 'passed' || (outcome === 'failed' && divergence === null)
      return acceptance
    } finally {
      if (isClean) this.#idle.push(worker)
      else await worker.terminate()
    }
  }

  /** Ends the threads that wait; those at work are ended by their signals. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()))
  }
}

const startWorker = () =>
  new Worker(ENTRY, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB } })

function askWorker(
  worker: Worker,
  task: QaTask,
  signal: AbortSignal | undefined,
): Promise<Acceptance> {
  let timer: NodeJS.Timeout | undefined
  let abort = () => {}
  const removals: (() => void)[] = []
  const listen = <T>(event: string, listener: (value: T) => void) => {
    removals.push(() => worker.off(event, listener))
    worker.on(event, listener)
  }
  const answer = new Promise<Acceptance>((resolve, reject) => {
    const endAfter = (seconds: number, limitSeconds: number) => {
      clearTimeout(timer)
      const fail = () => reject(new TimeLimitError({ limitSeconds, tick: undefined }))
      timer = setTimeout(fail, 1000 * seconds)
    }
    endAfter(START_SECONDS, START_SECONDS)
    listen('message', (message: QaMessage) => {
      if (message.kind === 'done') resolve(message.acceptance)
      else endAfter(message.seconds + GRACE_SECONDS, message.seconds)
    })
    listen('error', (cause: unknown) => reject(toThreadError(cause)))
    listen('exit', (code: number) => {
      reject(new ThreadEndedError({ reason: `it exited with ${code}` }))
    })
    abort = () => reject(signal?.reason)
    signal?.addEventListener('abort', abort)
  })
  worker.postMessage(task)
  return answer.finally(() => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    for (const remove of removals) remove()
  })
}

function toThreadError(cause: unknown): ThreadEndedError {
  const isError = cause instanceof Error
  const code = isError && 'code' in cause ? cause.code : undefined
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new ThreadEndedError({ reason: `it took more than ${MAX_HEAP_MIB} MiB of memory` })
  }
  const reason = isError ? (cause.stack ?? cause.message) : String(cause)
  return new ThreadEndedError({ reason }, { cause })
}
