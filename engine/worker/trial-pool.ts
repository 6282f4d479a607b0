/**
 * Threads of a page that make runs and trainings, one task a thread at a time.
 *
 * Whatever ends a thread is the end of its task alone. A thread goes on to another task only where the one before came
 * to an end that leaves nothing in doubt: else it is ended, with all that is in it.
 */
import { TrialEndedError, TrialFailedError, TrialTimeError } from './errors.ts'
import type { TrialMessage, TrialOrder, TrialSetup } from './trial-thread.ts'

/** Loading takes its time on a busy machine, and is no part of a task's. */
const START_SECONDS = 60

/** Answers what a task asks while it is done. */
type AnswerTask = (question: unknown) => Promise<unknown>

/** Does tasks of one kind. Whoever makes it closes it. */
export class TrialPool {
  readonly #setup: TrialSetup
  readonly #start: () => Worker
  readonly #idle: Worker[] = []
  readonly #busy = new Map<Worker, (reason: Error) => void>()
  readonly #waiting: { readonly begin: () => void; readonly refuse: (reason: Error) => void }[] = []
  #free: number

  /**
   * @param threads tasks at a time; more wait.
   * @param start begins a worker that serves trials.
   */
  constructor(setup: TrialSetup, threads: number, start: () => Worker) {
    this.#setup = setup
    this.#free = threads
    this.#start = start
  }

  /** Threads that are there. */
  get threads(): number {
    return this.#idle.length + this.#busy.size
  }

  /**
   * Does a task as soon as a thread is free.
   *
   * @throws {TrialFailedError} with the code and the message of a named error that the task threw.
   * @throws {TrialTimeError} when it does not end in the time that it told, and had to be ended.
   * @throws {TrialEndedError} when its thread ends without a result.
   * @throws the signal's reason, when it is aborted, or what `answer` throws; the thread has ended then.
   */
  async run(task: unknown, signal: AbortSignal, answer?: AnswerTask): Promise<unknown> {
    signal.throwIfAborted()
    await this.#takeTurn()
    let worker: Worker | undefined
    let isClean = false
    try {
      signal.throwIfAborted()
      worker = this.#idle.pop() ?? this.#begin()
      const value = await this.#ask(worker, task, signal, answer)
      isClean = true
      return value
    } catch (error) {
      isClean = error instanceof TrialFailedError
      throw error
    } finally {
      if (worker !== undefined) {
        this.#busy.delete(worker)
        if (isClean) this.#idle.push(worker)
        else worker.terminate()
      }
      // A turn is handed on, so that nobody else takes it meanwhile.
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next.begin()
    }
  }

  /** Ends the threads; tasks that are under way or wait are rejected. */
  close(): void {
    const reason = new TrialEndedError({ reason: 'it was told to end' })
    for (const { refuse } of this.#waiting.splice(0)) refuse(reason)
    for (const [worker, refuse] of this.#busy) {
      refuse(reason)
      worker.terminate()
    }
    for (const worker of this.#idle.splice(0)) worker.terminate()
  }

  async #takeTurn(): Promise<void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((begin, refuse) => this.#waiting.push({ begin, refuse }))
  }

  #begin(): Worker {
    const worker = this.#start()
    worker.postMessage({ kind: 'setup', setup: this.#setup } satisfies TrialOrder)
    return worker
  }

  #ask(
    worker: Worker,
    task: unknown,
    signal: AbortSignal,
    answerTask: AnswerTask = async () => undefined,
  ): Promise<unknown> {
    const listening = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const answer = new Promise<unknown>((resolve, reject) => {
      const endAfter = (limitSeconds: number) => {
        clearTimeout(timer)
        timer = setTimeout(() => reject(new TrialTimeError({ limitSeconds })), 1000 * limitSeconds)
      }
      const options = { signal: listening.signal }
      endAfter(START_SECONDS)
      worker.addEventListener(
        'message',
        ({ data }: MessageEvent<TrialMessage>) => {
          if (data.kind === 'done') resolve(data.value)
          else if (data.kind === 'failed') reject(new TrialFailedError(data.failure))
          else if (data.kind === 'limit') endAfter(data.seconds)
          else {
            const tell = (given: unknown) =>
              worker.postMessage({ kind: 'answer', answer: given } satisfies TrialOrder)
            answerTask(data.question).then(tell).catch(reject)
          }
        },
        options,
      )
      worker.addEventListener(
        'error',
        (event) => {
          event.preventDefault()
          reject(new TrialEndedError({ reason: event.message || 'its script does not run' }))
        },
        options,
      )
      signal.addEventListener('abort', () => reject(signal.reason), options)
      this.#busy.set(worker, reject)
    })
    worker.postMessage({ kind: 'task', task } satisfies TrialOrder)
    return answer.finally(() => {
      clearTimeout(timer)
      listening.abort()
    })
  }
}
