/**
 * Takes up runs that wait, and lets each go on in a thread. Any number of them, in any number of processes, share the
 * runs of one database: a lease says who has a run, and a run whose worker was lost is taken up by another.
 */

import type { RunThreads } from '../../engine/node/run-thread.ts'
import { isRunOver, type RunState } from '../../engine/resources/automata-run.ts'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import { NO_TRACER, type Tracer } from '../observability/tracer.ts'
import type { Database } from '../storage/database.ts'
import {
  type ClaimRow,
  claimRun,
  dropLease,
  expireLeases,
  returnLease,
  selectStrayLeases,
} from '../storage/lease-tables.ts'
import { selectRun } from '../storage/run-tables.ts'
import { FIRST_PAUSE_MS, MAX_LOST, pauseAfter } from './attempt-fault.ts'
import type { LiveHub } from './live-hub.ts'
import { RunAttempt } from './run-attempt.ts'
import { describeAlert, describeFailed, describeReleased } from './run-events.ts'
import type { RunPoints } from './run-points.ts'
import type { RunRecord } from './run-record.ts'
import type { RunWindow } from './run-window.ts'
import type { ScenarioDesk } from './scenario-desk.ts'
import type { ScenarioStore } from './scenario-store.ts'

export interface RunWorkerOptions {
  readonly database: Database
  readonly record: RunRecord
  readonly scenarios: ScenarioStore
  readonly desk: ScenarioDesk
  readonly threads: RunThreads
  readonly hub: LiveHub
  readonly window: RunWindow
  readonly points: RunPoints
  readonly artifacts: ArtifactFiles
  /** Is told of attempts and what they do; nobody is where left out. */
  readonly tracer?: Tracer
  /** What all runs here may need together, in MiB. */
  readonly memoryMib: number
  /** How often a run hands on a moment to go on from. */
  readonly pointMs?: number
  /** Under which it takes leases: another for each process that there ever is. */
  readonly name: string
  /** Threads that runs have at a time, all together. */
  readonly threadCount: number
  /** Whether no other process can be at work on the database. */
  readonly isAlone: boolean
  /** After how long a worker that says nothing is taken for lost. */
  readonly leaseMs?: number
  /** How often it looks whether a run waits that another process was asked for. */
  readonly pollMs?: number
  /** How long a run waits after its first loss. */
  readonly firstPauseMs?: number
  newId(): string
  /** A clock in milliseconds. */
  now(): number
  /** Is told of what goes wrong in the background. */
  onProblem(problem: unknown): void
}

const LEASE_MS = 15_000
const POLL_MS = 1000
const POINT_MS = 15_000

export class RunWorker {
  readonly #options: RunWorkerOptions
  readonly #leaseMs: number
  readonly #firstPauseMs: number
  readonly #attempts = new Map<string, RunAttempt>()
  readonly #ending = new Set<Promise<void>>()
  #freeThreads: number
  #freeMib: number
  #isStopped = false
  #wake: (() => void) | undefined
  #running: Promise<void> | undefined

  constructor(options: RunWorkerOptions) {
    this.#options = options
    this.#leaseMs = options.leaseMs ?? LEASE_MS
    this.#firstPauseMs = options.firstPauseMs ?? FIRST_PAUSE_MS
    this.#freeThreads = options.threadCount
    this.#freeMib = options.memoryMib
  }

  /** Begins to take up runs. */
  start(): void {
    this.#running ??= this.#run()
  }

  /** Tells that a run may wait. */
  wake(): void {
    this.#wake?.()
  }

  /** Ends a run that goes on here and is over by what is on record. */
  drop(runId: string): void {
    this.#attempts.get(runId)?.drop()
  }

  /** Gives back what goes on here, for others or for the next start, and ends. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.wake()
    await this.#running
    for (const attempt of this.#attempts.values()) attempt.giveBack()
    await Promise.all(this.#ending)
  }

  async #run(): Promise<void> {
    let isReady = false
    while (!this.#isStopped) {
      try {
        // Whoever has not heard all of the record could take up what is over.
        isReady ||= (await this.#options.record.catchUp()) && (await this.#clearLeases())
        if (isReady) await this.#takeUp()
      } catch (error) {
        this.#options.onProblem(error)
      }
      await this.#waitForMore()
    }
  }

  async #clearLeases(): Promise<true> {
    const { database, points, isAlone } = this.#options
    if (isAlone) await expireLeases(database)
    await points.sweep(async (runId) => {
      const run = await selectRun(database, runId)
      return run === undefined || isRunOver(run.state as RunState)
    })
    return true
  }

  async #takeUp(): Promise<void> {
    const { database, name, newId } = this.#options
    await this.#releaseStrays()
    while (this.#freeThreads > 0 && !this.#isStopped) {
      const allocationId = `allocation-${newId()}`
      const room = { mostMib: this.#options.memoryMib, freeMib: this.#freeMib }
      const going = [...this.#attempts.keys()]
      const lease = { worker: name, allocationId, leaseMs: this.#leaseMs, ...room, going }
      const claim = await claimRun(database, lease)
      if (claim === undefined) return
      try {
        await this.#begin(claim, allocationId)
      } catch (error) {
        const owed = claim.previous
        const pause = { ...pauseAfter(error, claim.lost, this.#firstPauseMs), owed }
        await returnLease(database, { runId: claim.run_id, allocationId }, pause)
        throw error
      }
    }
  }

  /** Takes a run up, or finds that there is nothing to be done any more. */
  async #begin(
    { run_id: runId, lost, previous, problem, backend }: ClaimRow,
    allocationId: string,
  ): Promise<void> {
    const { database, record, name, points } = this.#options
    // What its last worker put on record may not have been heard when the lease was taken.
    await record.catchUp()
    const run = await selectRun(database, runId)
    if (run !== undefined && previous !== undefined) {
      const released = describeReleased(run, previous, 'Its worker was lost.')
      await record.publishEvent(released, run.correlation_id)
    }
    if (run === undefined || isRunOver(run.state as RunState)) {
      await points.remove(runId)
      return await dropLease(database, { runId, allocationId })
    }
    if (lost >= MAX_LOST) {
      const last = problem === undefined ? '' : ` At last: ${problem}`
      const message = `Its worker was lost ${lost} times.${last}`
      const failed = describeFailed(run, name, { code: 'jobs/lost', message }, run.attempt)
      const alert = { rule: 'run.lost', severity: 'critical', message, value: lost } as const
      await record.publishEvent(describeAlert(run, alert), run.correlation_id)
      await record.publishEvent(failed, run.correlation_id)
      await points.remove(runId)
      return await dropLease(database, { runId, allocationId })
    }
    const threads = Math.min(run.threads, this.#freeThreads)
    const memoryMib = run.memory_mib ?? 0
    const lease = { allocationId, threads, lost, backend, leaseMs: this.#leaseMs }
    const { pointMs = POINT_MS, tracer = NO_TRACER } = this.#options
    const firstPauseMs = this.#firstPauseMs
    const options = { ...this.#options, pointMs, tracer, firstPauseMs }
    const attempt = new RunAttempt(options, run, lease)
    this.#attempts.set(runId, attempt)
    this.#freeThreads -= threads
    this.#freeMib -= memoryMib
    const ending = attempt.runToEnd().finally(() => {
      this.#attempts.delete(runId)
      this.#freeThreads += threads
      this.#freeMib += memoryMib
      this.#ending.delete(ending)
      this.wake()
    })
    this.#ending.add(ending)
  }

  /** Releases what workers had who were lost with runs that ended otherwise, and removes what these handed on. */
  async #releaseStrays(): Promise<void> {
    const { database, record, points } = this.#options
    for (const stray of await selectStrayLeases(database)) {
      const { run_id: runId, allocation_id: allocationId, share } = stray
      const run = await selectRun(database, runId)
      if (run !== undefined && share !== '') {
        const released = describeReleased(run, share, 'Its worker was lost.')
        await record.publishEvent(released, run.correlation_id)
      }
      await points.remove(runId)
      await dropLease(database, { runId, allocationId })
    }
  }

  async #waitForMore(): Promise<void> {
    if (this.#isStopped) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    const timer = setTimeout(resolve, this.#options.pollMs ?? POLL_MS)
    await promise
    clearTimeout(timer)
    this.#wake = undefined
  }
}
