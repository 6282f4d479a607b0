/** Threads that measure members of an ensemble side by side, each with a run of its own. */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { NamedError } from '../named-error.ts'
import type { Result } from '../protocol/result.ts'
import type { MemberPlan } from '../simulation/classify/member-plan.ts'
import type { MemberReport } from '../simulation/classify/member-report.ts'
import type { MemberWorkerData } from './member-worker.ts'

/** The worker's entry beside this file, as it was written or bundled with the same name. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './member-worker.ts' : './member-worker.js',
  import.meta.url,
)

/** A member could not be measured in a thread of its own. */
export class MemberError extends NamedError {
  override readonly name = 'MemberError'
  readonly code = 'node/member'
  readonly details: { readonly code: string; readonly message: string }

  constructor(details: MemberError['details']) {
    super(details.message)
    this.details = details
  }
}

export interface MemberPool {
  /** Measures a member as soon as a thread is free. @throws {MemberError} */
  measure(plan: MemberPlan): Promise<MemberReport>
  /** Ends the threads; what has not been measured is rejected. */
  close(): Promise<void>
}

/** Whether there can be threads: a program that was copied away without the worker's file has none. */
export function hasMemberThreads(): boolean {
  return existsSync(ENTRY)
}

/** Starts so many threads. */
export function createMemberPool(threads: number, workerData: MemberWorkerData): MemberPool {
  const waiting: Job[] = []
  const lanes = Array.from({ length: threads }, () => new Lane(workerData, waiting))
  return {
    measure: (plan) =>
      new Promise((resolve, reject) => {
        waiting.push({ plan, resolve, reject })
        for (const lane of lanes) lane.take()
      }),
    async close() {
      for (const job of waiting.splice(0)) job.reject(new MemberError(CLOSED))
      await Promise.all(lanes.map((lane) => lane.close()))
    },
  }
}

const CLOSED = { code: 'node/closed', message: 'The threads were ended before all was measured.' }

interface Job {
  readonly plan: MemberPlan
  readonly resolve: (report: MemberReport) => void
  readonly reject: (error: Error) => void
}

/** One thread and the member it is at. */
class Lane {
  readonly #worker: Worker
  readonly #waiting: Job[]
  #job: Job | undefined

  constructor(workerData: MemberWorkerData, waiting: Job[]) {
    this.#waiting = waiting
    this.#worker = new Worker(ENTRY, { workerData })
    this.#worker.on('message', (result: Result<MemberReport>) => this.#settle(result))
    this.#worker.on('error', (error) => this.#fail(error))
  }

  take(): void {
    if (this.#job !== undefined) return
    this.#job = this.#waiting.shift()
    if (this.#job !== undefined) this.#worker.postMessage(this.#job.plan)
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
    this.#job?.reject(new MemberError(CLOSED))
  }

  #settle(result: Result<MemberReport>): void {
    const job = this.#job
    this.#job = undefined
    if (result.ok) job?.resolve(result.value)
    else job?.reject(new MemberError(result.failure))
    this.take()
  }

  /** A worker that died of a defect takes no more. */
  #fail(error: unknown): void {
    this.#job?.reject(error instanceof Error ? error : new Error(String(error)))
  }
}
