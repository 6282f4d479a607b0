/**
 * Hands short tasks to threads several at a time, so that handing over costs next to nothing, and long
 * ones one by one, so that all threads have some and little is lost when the program is killed.
 *
 * What ends a thread is the end of one task alone: the others of its batch are then done one by one.
 */
import { TaskEndedError, TaskFailedError, TaskTimeError } from './errors.ts'
import type { TaskPool } from './task-pool.ts'
import type { BatchResult } from './work-on-batch.ts'

/** Threads that do batches. */
type BatchThreads<Task, Value> = Pick<
  TaskPool<readonly Task[], BatchResult<Value>>,
  'run' | 'close'
>

/** Tasks of one batch. */
export const MAX_BATCH_TASKS = 16

/** What a batch should take: far more than handing it over does, and far less than anybody waits. */
const BATCH_MS = 100

interface Waiting<Task, Value> {
  readonly task: Task
  readonly resolve: (value: Value) => void
  readonly reject: (reason: unknown) => void
}

/** Does tasks on threads, which it then owns. */
export class BatchPool<Task, Value> {
  readonly #pool: BatchThreads<Task, Value>
  readonly #threads: number
  readonly #queue: Waiting<Task, Value>[] = []
  #busy = 0
  /** Of the last batch; until one is done, nobody knows how short tasks are. */
  #msPerTask = BATCH_MS

  /** @param threads of the pool. */
  constructor(pool: BatchThreads<Task, Value>, threads: number) {
    this.#pool = pool
    this.#threads = threads
  }

  /**
   * Does a task as soon as a thread is free, beside others that wait.
   *
   * @throws the errors of `TaskPool.run`, each for its own task.
   */
  run(task: Task): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, resolve, reject })
      // All that are asked for in one go are there when batches are made.
      queueMicrotask(() => this.#begin())
    })
  }

  /** Ends the threads; tasks that are under way or wait are rejected. */
  async close(): Promise<void> {
    const reason = new TaskEndedError({ reason: 'it was told to end' })
    for (const { reject } of this.#queue.splice(0)) reject(reason)
    await this.#pool.close()
  }

  #begin(): void {
    while (this.#busy < this.#threads && this.#queue.length > 0) {
      const fair = Math.ceil(this.#queue.length / (2 * this.#threads))
      const short = Math.floor(BATCH_MS / Math.max(this.#msPerTask, 1e-3))
      const count = Math.max(1, Math.min(fair, short, MAX_BATCH_TASKS))
      this.#busy++
      void this.#work(this.#queue.splice(0, count)).finally(() => {
        this.#busy--
        this.#begin()
      })
    }
  }

  async #work(batch: readonly Waiting<Task, Value>[]): Promise<void> {
    try {
      const { outcomes, tookMs } = await this.#pool.run(batch.map(({ task }) => task))
      this.#msPerTask = tookMs / batch.length
      for (const [i, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[i]!
        if (outcome.ok) resolve(outcome.value)
        else reject(new TaskFailedError(outcome.failure))
      }
    } catch (error) {
      const hasEnded = error instanceof TaskTimeError || error instanceof TaskEndedError
      if (batch.length > 1 && hasEnded) {
        for (const each of batch) await this.#work([each])
        return
      }
      for (const { reject } of batch) reject(error)
    }
  }
}
