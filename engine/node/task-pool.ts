/**
 * Threads that do tasks, one task a thread at a time.
 *
 * Whatever ends a thread is the end of its task alone. A thread goes on to another task only where the one
 * before came to an end that leaves nothing in doubt: else it is ended, with all that is in it.
 */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { TaskEndedError, TaskFailedError, TaskTimeError } from './errors.ts'
import type { TaskAnswer, TaskMessage, ThreadSetup } from './task-thread.ts'

/** The threads' entry beside this file, as it was written or bundled with the same name. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './task-thread.ts' : './task-thread.js',
  import.meta.url,
)

/** Loading takes its time on a busy machine, and is no part of a task's. */
const START_SECONDS = 60

/** What a thread may hold of JavaScript's own memory; cells lie elsewhere. */
const MAX_HEAP_MIB = 1024

/** Whether there can be threads: a program that was copied away without their file has none. */
export function hasTaskThreads(): boolean {
  return existsSync(ENTRY)
}

export interface PoolOptions<Value> {
  /** Threads at a time; more tasks wait. */
  readonly threads: number
  /** Whether a thread that came to this may go on; any value is good where nobody says. */
  readonly isClean?: (value: Value) => boolean
  /** How long a task that should end by its own clock is waited for: a tick is not broken off. */
  readonly graceSeconds?: number
}

/** Answers what a task asks while it is done. */
export type AnswerTask = (question: unknown) => Promise<unknown>

interface Waiting {
  readonly begin: () => void
  readonly refuse: (reason: Error) => void
}

/** Does tasks of one kind: what its threads are set up for. */
export class TaskPool<Task, Value> {
  readonly #setup: ThreadSetup
  readonly #options: PoolOptions<Value>
  readonly #idle: Worker[] = []
  readonly #waiting: Waiting[] = []
  readonly #busy = new Map<Worker, (reason: Error) => void>()
  #free: number

  constructor(setup: ThreadSetup, options: PoolOptions<Value>) {
    this.#setup = setup
    this.#options = options
    this.#free = options.threads
  }

  /**
   * Does a task as soon as a thread is free.
   *
   * @throws {TaskFailedError} with the code and the message of a named error that the task threw.
   * @throws {TaskTimeError} when it does not end in the time that it told, and had to be ended.
   * @throws {TaskEndedError} when its thread ends without a result: of an error of ours, or for want of
   * memory, or because the pool was closed.
   * @throws the signal's reason, when it is aborted, or what `answer` throws; the thread has ended then.
   * @param answer to what the task asks; one that asks nothing needs none. Its time does not stand still meanwhile.
   */
  async run(task: Task, signal?: AbortSignal, answer?: AnswerTask): Promise<Value> {
    signal?.throwIfAborted()
    // Who waits and is refused has no turn to hand on.
    await this.#takeTurn()
    let worker: Worker | undefined
    let isClean = false
    try {
      signal?.throwIfAborted()
      worker = this.#idle.pop() ?? this.#start()
      const value = await this.#ask(worker, task, signal, answer)
      isClean = this.#options.isClean?.(value) ?? true
      return value
    } catch (error) {
      isClean = error instanceof TaskFailedError
      throw error
    } finally {
      if (worker !== undefined) {
        this.#busy.delete(worker)
        if (isClean) this.#idle.push(worker)
        else await worker.terminate()
      }
      // A turn is handed on, so that nobody else takes it meanwhile.
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next.begin()
    }
  }

  /** Ends the threads; tasks that are under way or wait are rejected. */
  async close(): Promise<void> {
    const reason = new TaskEndedError({ reason: 'it was told to end' })
    for (const each of this.#waiting.splice(0)) each.refuse(reason)
    const busy = [...this.#busy]
    for (const [, refuse] of busy) refuse(reason)
    const workers = [...this.#idle.splice(0), ...busy.map(([worker]) => worker)]
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  async #takeTurn(): Promise<void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((begin, refuse) => this.#waiting.push({ begin, refuse }))
  }

  #start(): Worker {
    return new Worker(ENTRY, {
      workerData: this.#setup,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
    })
  }

  #ask(
    worker: Worker,
    task: Task,
    signal: AbortSignal | undefined,
    answerTask: AnswerTask = async () => undefined,
  ): Promise<Value> {
    let timer: NodeJS.Timeout | undefined
    let abort = () => {}
    const removals: (() => void)[] = []
    const listen = <T>(event: string, listener: (value: T) => void) => {
      removals.push(() => worker.off(event, listener))
      worker.on(event, listener)
    }
    const answer = new Promise<Value>((resolve, reject) => {
      const endAfter = (seconds: number, limitSeconds: number) => {
        clearTimeout(timer)
        const fail = () => reject(new TaskTimeError({ limitSeconds }))
        if (Number.isFinite(seconds)) timer = setTimeout(fail, 1000 * seconds)
      }
      const { graceSeconds = 0 } = this.#options
      endAfter(START_SECONDS, START_SECONDS)
      listen('message', (message: TaskMessage<Value>) => {
        if (message.kind === 'done') resolve(message.value)
        else if (message.kind === 'failed') reject(new TaskFailedError(message.failure))
        else if (message.kind === 'limit') {
          endAfter(message.seconds + graceSeconds, message.seconds)
        } else {
          const tell = (answerOfTask: unknown) =>
            worker.postMessage({ answerOfTask } satisfies TaskAnswer)
          answerTask(message.question).then(tell).catch(reject)
        }
      })
      listen('error', (cause: unknown) => reject(toEnded(cause)))
      listen('exit', (code: number) => {
        reject(new TaskEndedError({ reason: `it exited with ${code}` }))
      })
      abort = () => reject(signal?.reason)
      signal?.addEventListener('abort', abort)
      this.#busy.set(worker, reject)
    })
    worker.postMessage(task)
    return answer.finally(() => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      for (const remove of removals) remove()
    })
  }
}

function toEnded(cause: unknown): TaskEndedError {
  const isError = cause instanceof Error
  const code = isError && 'code' in cause ? cause.code : undefined
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new TaskEndedError({ reason: `it took more than ${MAX_HEAP_MIB} MiB of memory` })
  }
  const reason = isError ? (cause.stack ?? cause.message) : String(cause)
  return new TaskEndedError({ reason }, { cause })
}
