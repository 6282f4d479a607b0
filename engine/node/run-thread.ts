/** Runs in threads of their own, as whoever started them sees them. */
import { Worker } from 'node:worker_threads'
import type { Failure } from '../protocol/result.ts'
import { RunMemoryError, TaskEndedError, TaskTimeError } from './errors.ts'
import type { RunOrder, RunOutcome, RunRequest, RunThreadNews } from './run-messages.ts'
import type { ThreadSetup } from './task-thread.ts'

/** The thread's entry beside this file, as it was written or bundled with the same name. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './task-thread.ts' : './task-thread.js',
  import.meta.url,
)

/** What it may hold of JavaScript's own memory; cells lie elsewhere. */
const MAX_HEAP_MIB = 1024

/** How often it is looked at how much it holds. */
const LOOK_MS = 250

/** How long one that shall end is waited for: a tick is not broken off. */
const GRACE_MS = 5000

/** What became of a run. */
export type RunEnd =
  | { readonly kind: 'completed'; readonly outcome: RunOutcome }
  | { readonly kind: 'cancelled' }
  /** `isOfRun` where every attempt would fail so; else it may have been the machine, or a fault of this program. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly isOfRun: boolean }

export interface RunThreadOptions {
  readonly order: RunOrder
  /** How long it may take; starting it is part of that. */
  readonly timeLimitSeconds: number
  /** What it may hold, JavaScript's own memory and cells together; as much as it likes where nobody says. */
  readonly memoryLimitMib?: number | undefined
  /** Is told of what goes on, before the end. */
  onNews(news: RunNewsOnTheWay): void
}

/** What is told of a run that goes on. */
export type RunNewsOnTheWay = Extract<
  RunThreadNews,
  { readonly kind: 'stretch' | 'begun' | 'point' | 'progress' | 'metrics' | 'frame' }
>

/** So many threads are kept for the next runs: to start one takes a second. */
const MAX_IDLE = 2

/** What a thread may hold that is kept, the code of a simulation among it; a run has what it needs at a guess beside it. */
const MAX_IDLE_MIB = 64

/** Threads for runs, of which some wait for the next. */
export class RunThreads {
  readonly #idle: Worker[] = []
  #isClosed = false

  /** Begins a run; whoever does waits for its end. */
  start(options: RunThreadOptions): RunThread {
    const worker = this.#idle.pop() ?? this.#startWorker()
    return new RunThread(worker, options, async (isClean) => {
      const isFree = isClean && (await isAsGoodAsNew(worker))
      if (isFree && !this.#isClosed && this.#idle.length < MAX_IDLE) this.#idle.push(worker)
      else await worker.terminate()
    })
  }

  /** Ends the threads that wait; those of runs that go on end with these. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()))
  }

  #startWorker(): Worker {
    const workerData: ThreadSetup = { kind: 'run' }
    const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MIB }
    const worker = new Worker(ENTRY, { workerData, resourceLimits })
    // One that dies while it waits is no fault of anybody's run.
    worker.on('error', () => {})
    worker.on('exit', () => {
      const place = this.#idle.indexOf(worker)
      if (place !== -1) this.#idle.splice(place, 1)
    })
    return worker
  }
}

/** Whether a thread whose run is over holds little: what it holds still would be counted of its next run. */
async function isAsGoodAsNew(worker: Worker): Promise<boolean> {
  if ((await heldMib(worker)) <= MAX_IDLE_MIB) return true
  await collectIn(worker)
  return (await heldMib(worker)) <= MAX_IDLE_MIB
}

/** Settles when a thread has let go of its garbage, or has ended. */
async function collectIn(worker: Worker): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const onMessage = (news: RunThreadNews) => news.kind === 'collected' && resolve()
  const onExit = () => resolve()
  worker.on('message', onMessage).on('exit', onExit)
  worker.postMessage({ kind: 'collect' } satisfies RunRequest)
  await promise
  worker.off('message', onMessage).off('exit', onExit)
}

/** A run in its thread. */
export class RunThread {
  /** Never rejects; nothing goes on in its thread then. */
  readonly ended: Promise<RunEnd>
  readonly #worker: Worker
  readonly #end = Promise.withResolvers<RunEnd>()
  readonly #timers: NodeJS.Timeout[] = []
  /** Whether its thread came to the end by itself, and may go on to another run. */
  #isClean = false
  /** Its thread may be that of another run by now. */
  #isOver = false

  /** @param giveBack takes its thread back. */
  constructor(
    worker: Worker,
    { order, timeLimitSeconds, memoryLimitMib, onNews }: RunThreadOptions,
    giveBack: (isClean: boolean) => Promise<void>,
  ) {
    this.#worker = worker
    const onMessage = (news: RunThreadNews) => {
      const end = endOf(news)
      if (end === undefined) onNews(news as RunNewsOnTheWay)
      else {
        this.#isClean = !(news.kind === 'failed' && news.isDefect)
        this.#end.resolve(end)
      }
    }
    const onError = (cause: unknown) => {
      if (isOutOfMemory(cause)) this.#fail(new RunMemoryError({ limitMib: MAX_HEAP_MIB }), true)
      else this.#fail(describeCause(cause), false)
    }
    const onExit = (code: number) => {
      this.#fail(new TaskEndedError({ reason: `it exited with ${code}` }), false)
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    this.#after(1000 * timeLimitSeconds, () => {
      this.#fail(new TaskTimeError({ limitSeconds: timeLimitSeconds }), true)
    })
    if (memoryLimitMib !== undefined) this.#watchMemory(memoryLimitMib)
    this.#ask(order)
    this.ended = this.#end.promise.then(async (end) => {
      this.#isOver = true
      for (const timer of this.#timers) clearTimeout(timer)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      await giveBack(this.#isClean)
      return end
    })
  }

  /** Wishes for a picture of it, with the numbers of a field if one is named. */
  wantFrame(field: string | undefined): void {
    this.#ask({ kind: 'frame', field })
  }

  /**
   * Ends it between two slices of ticks, or where that takes too long in the midst of a tick. Nothing is done where
   * it is over.
   *
   * @param isHandedOn whether a moment to go on from is told of before.
   */
  cancel(isHandedOn = false): void {
    if (this.#isOver) return
    this.#ask({ kind: 'cancel', isHandedOn })
    this.#after(GRACE_MS, () => this.#end.resolve({ kind: 'cancelled' }))
  }

  #ask(request: RunRequest): void {
    if (!this.#isOver) this.#worker.postMessage(request)
  }

  /** Also in the midst of a tick: worlds without an end grow there, in memory that no limit of a thread covers. */
  #watchMemory(limitMib: number): void {
    const look = async () => {
      const foundMib = await heldMib(this.#worker)
      if (foundMib > limitMib) this.#fail(new RunMemoryError({ limitMib, foundMib }), true)
    }
    this.#timers.push(setInterval(look, LOOK_MS))
  }

  #after(milliseconds: number, act: () => void): void {
    this.#timers.push(setTimeout(act, milliseconds))
  }

  #fail({ code, message, details }: ThreadError, isOfRun: boolean): void {
    this.#end.resolve({ kind: 'failed', failure: { code, message, details }, isOfRun })
  }
}

type ThreadError = TaskEndedError | TaskTimeError | RunMemoryError

/** What came of a run, where this tells it. */
function endOf(news: RunThreadNews): RunEnd | undefined {
  switch (news.kind) {
    case 'completed':
      return { kind: 'completed', outcome: news.outcome }
    case 'cancelled':
      return { kind: 'cancelled' }
    case 'failed':
      return { kind: 'failed', failure: news.failure, isOfRun: !news.isDefect }
    default:
      return undefined
  }
}

/** What a thread holds; 0 where it is about to end. */
async function heldMib(worker: Worker): Promise<number> {
  try {
    const { used_heap_size: heap, external_memory: external } = await worker.getHeapStatistics()
    return Math.ceil((heap + external) / 2 ** 20)
  } catch {
    return 0
  }
}

const isOutOfMemory = (cause: unknown) =>
  cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'

function describeCause(cause: unknown): TaskEndedError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new TaskEndedError({ reason }, { cause })
}
