/** Threads in which entries of suites are examined, one entry a thread at a time. */
import type { Acceptance } from '../qa/accept-entry.ts'
import { ThreadEndedError, TimeLimitError } from '../qa/errors.ts'
import { TaskEndedError, TaskTimeError } from './errors.ts'
import { type QaTask, runQaTask } from './qa-task.ts'
import { hasTaskThreads, TaskPool } from './task-pool.ts'

/** How long a thread that should be done by its own clock is waited for: a tick is not broken off. */
const GRACE_SECONDS = 5

export interface QaPool {
  /**
   * Examines an entry in a thread; in this one where the program was copied away without the threads' entry.
   *
   * @throws {TimeLimitError} when it does not end in time, and had to be ended.
   * @throws {ThreadEndedError} when it ends without a result: of an error of ours, or for want of memory.
   * @throws the signal's reason, when it is aborted; the thread has ended then.
   */
  run(task: QaTask, signal?: AbortSignal): Promise<Acceptance>
  /** Ends the threads. */
  close(): Promise<void>
}

/** Threads for so many entries at a time. */
export function createQaPool(threads: number, graceSeconds: number = GRACE_SECONDS): QaPool {
  const pool = new TaskPool<QaTask, Acceptance>(
    { kind: 'qa' },
    { threads, isClean: isRight, graceSeconds },
  )
  return {
    async run(task, signal) {
      signal?.throwIfAborted()
      if (!hasTaskThreads()) return runQaTask(task, () => {})
      try {
        return await pool.run(task, signal)
      } catch (error) {
        if (error instanceof TaskTimeError) {
          throw new TimeLimitError({ ...error.details, tick: undefined })
        }
        if (error instanceof TaskEndedError) {
          throw new ThreadEndedError(error.details, { cause: error.cause })
        }
        throw error
      }
    },
    close: () => pool.close(),
  }
}

/** A thread goes on only after a run to its end with all states right. */
function isRight({ report: { outcome, divergence } }: Acceptance): boolean {
  return outcome === 'passed' || (outcome === 'failed' && divergence === null)
}
