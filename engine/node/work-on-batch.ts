/** Batches of short tasks, where they are done: `batch-pool.ts` hands them over. */
import { isNamedError } from '../named-error.ts'
import { describeFailure } from '../protocol/failure.ts'
import type { Result } from '../protocol/result.ts'

/** What came of a task of a batch; failures are errors that have names. */
type BatchOutcome<Value> = Result<Value>

/** What came of a batch. */
export interface BatchResult<Value> {
  /** One for each task, in their order. */
  readonly outcomes: readonly BatchOutcome<Value>[]
  /** What they took in all, without what the thread took to start. */
  readonly tookMs: number
}

/**
 * Does the tasks of a batch one after another, wherever it is called; a named error is the outcome of its
 * task, and a defect is thrown on.
 *
 * @param now a clock in milliseconds.
 */
export async function workOnBatch<Task, Value>(
  tasks: readonly Task[],
  work: (task: Task) => Promise<Value>,
  now: () => number,
): Promise<BatchResult<Value>> {
  const startedAtMs = now()
  const outcomes: BatchOutcome<Value>[] = []
  for (const task of tasks) {
    try {
      outcomes.push({ ok: true, value: await work(task) })
    } catch (error) {
      if (!isNamedError(error)) throw error
      outcomes.push({ ok: false, failure: describeFailure(error) })
    }
  }
  return { outcomes, tookMs: now() - startedAtMs }
}
