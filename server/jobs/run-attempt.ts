/** One attempt at a run: its thread, its lease, and what goes on record of it. */
import type { BackendName as Backend } from '../../engine/kernels/kernel.ts'
import { TaskEndedError } from '../../engine/node/errors.ts'
import type { OutputRole } from '../../engine/node/run-messages.ts'
import type {
  RunEnd,
  RunNewsOnTheWay,
  RunThread,
  RunThreads,
} from '../../engine/node/run-thread.ts'
import type { RunState } from '../../engine/resources/automata-run.ts'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import type { Span, Tracer } from '../observability/tracer.ts'
import type { Database } from '../storage/database.ts'
import { dropLease, keepLease, type LeasePause, returnLease } from '../storage/lease-tables.ts'
import { type RunRow, selectRun } from '../storage/run-tables.ts'
import { pauseAfter } from './attempt-fault.ts'
import { ScenarioDamagedError, ScenarioRefusedError } from './errors.ts'
import type { LiveHub, LiveRun } from './live-hub.ts'
import {
  alertOfBreaches,
  alertOfFailure,
  describeAlert,
  describeCompleted,
  describeFailed,
  describeGranted,
  describeReleased,
  describeStarted,
  type RunAlert,
} from './run-events.ts'
import type { RunPoints } from './run-points.ts'
import type { RunRecord } from './run-record.ts'
import type { RunWindow } from './run-window.ts'
import type { ScenarioDesk } from './scenario-desk.ts'
import type { ScenarioStore } from './scenario-store.ts'
import { storeOutputs } from './store-outputs.ts'

/** What it needs of the worker that makes it. */
export interface AttemptOptions {
  readonly database: Database
  readonly record: RunRecord
  readonly scenarios: ScenarioStore
  readonly desk: ScenarioDesk
  readonly threads: RunThreads
  readonly hub: LiveHub
  readonly window: RunWindow
  readonly points: RunPoints
  readonly artifacts: ArtifactFiles
  readonly name: string
  readonly tracer: Tracer
  /** How often a run hands on a moment to go on from. */
  readonly pointMs: number
  /** How long a run waits after its first loss. */
  readonly firstPauseMs: number
  now(): number
  onProblem(problem: unknown): void
}

/** What the worker has for it. */
export interface AttemptLease {
  readonly allocationId: string
  readonly threads: number
  readonly leaseMs: number
  /** How many workers the run has lost before. */
  readonly lost: number
  /** The back end that an earlier attempt began on. */
  readonly backend: string | undefined
}

/** A lease is kept so many times before it would run out. */
const KEEPS_A_LEASE = 5

const NO_HASH = {
  code: 'jobs/no-hash',
  message: 'What is alive spans too many cells to have a hash, so nobody could repeat it.',
}

/** What a run needs is a guess: it ends by name where it holds more than this. */
const TIMES_THE_GUESS = 2
const PROGRAM_MIB = 64

interface Prepared {
  readonly text: string
  readonly memoryMib: number
}

/** How long an attempt may take where nobody has said. */
const TIME_LIMIT_SECONDS = 3600

export class RunAttempt {
  readonly #options: AttemptOptions
  readonly #record: RunRecord
  readonly #run: RunRow
  readonly #span: Span
  readonly #attempt: number
  readonly #lease: AttemptLease
  #thread: RunThread | undefined
  #live: LiveRun | undefined
  #tick = 0
  #backend: string | undefined
  /** The newest moment that is not kept yet, and the keeping of another. */
  #point: Uint8Array | undefined
  #keepingPoint: Promise<void> | undefined
  #isGranted = false
  /** Why it goes on no further, where that is not for itself. */
  #wish: 'go-on' | 'drop' | 'give-back' | 'lost' = 'go-on'
  /** How long nobody takes it up where it is given back. */
  #pause: LeasePause | undefined

  constructor(options: AttemptOptions, run: RunRow, lease: AttemptLease) {
    this.#options = options
    this.#record = options.record
    this.#attempt = run.attempt + 1
    this.#span = options.tracer.begin('run attempt', {
      parent: run.traceparent,
      attributes: { run_id: run.run_id, attempt: this.#attempt },
    })
    // What it puts on record is within it.
    this.#run = { ...run, traceparent: this.#span.traceparent }
    this.#lease = lease
    this.#backend = lease.backend
  }

  /** Ends it, since the run is over by what is on record. */
  drop(): void {
    this.#end('drop')
  }

  /** Ends it, so that another worker takes the run up. */
  giveBack(): void {
    this.#end('give-back')
  }

  /** Takes the run as far as it goes. It never rejects. */
  async runToEnd(): Promise<void> {
    const { onProblem, firstPauseMs } = this.#options
    const keeping = setInterval(() => void this.#keep(), this.#lease.leaseMs / KEEPS_A_LEASE)
    let reason = 'The run ended.'
    let fault: unknown
    try {
      reason = await this.#goOn()
    } catch (error) {
      // Something else than the run failed: another attempt is made.
      onProblem(error)
      fault = error
      this.#pause = pauseAfter(error, this.#lease.lost, firstPauseMs)
      this.#end('give-back')
      reason = 'Its worker could not go on.'
    } finally {
      clearInterval(keeping)
      this.#live?.end('queued')
    }
    try {
      await this.#release(reason)
    } catch (error) {
      onProblem(error)
    }
    this.#span.end(fault)
  }

  /** Gives why its share of the machine is free again. */
  async #goOn(): Promise<string> {
    const { name, window, firstPauseMs } = this.#options
    const prepared = await this.#prepare()
    if (
      !(await this.#record.publishEvent(
        describeStarted(this.#run, name, this.#attempt),
        this.#run.correlation_id,
      ))
    ) {
      // Or the table is behind what is on record, and the lease is its own still.
      this.#pause = { pauseMs: firstPauseMs, isCounted: false }
      this.#end('give-back')
      return 'Another worker has taken the run up.'
    }
    if ('problem' in prepared) {
      await this.#record.publishEvent(
        describeFailed(this.#run, name, prepared.problem, this.#attempt),
        this.#run.correlation_id,
      )
      return 'The run could not begin.'
    }
    const { allocationId, threads } = this.#lease
    const share = { allocationId, worker: name, threads, memoryMib: prepared.memoryMib }
    // Where the answer is lost, it may be on record all the same.
    this.#isGranted = true
    await this.#record.publishEvent(describeGranted(this.#run, share), this.#run.correlation_id)
    window.begin(this.#run.run_id)
    const end = await this.#runThread(prepared)
    this.#live?.end(await this.#settle(end.end, end.durationMs))
    return this.#wish === 'give-back' ? 'Its worker was told to end.' : 'The run ended.'
  }

  /** What the run is made of, or why it cannot be made. */
  async #prepare(): Promise<
    Prepared | { readonly problem: { readonly code: string; readonly message: string } }
  > {
    const { scenarios, desk } = this.#options
    const { scenario_sha256: sha256, seed } = this.#run
    try {
      const text = await scenarios.get(sha256)
      if (text === undefined) {
        const message = `The scenario ${sha256} is not there.`
        return { problem: { code: 'jobs/scenario-missing', message } }
      }
      return { text, memoryMib: (await desk.describeAccepted({ text, seed })).memoryMib }
    } catch (error) {
      const isOfRun = error instanceof ScenarioRefusedError || error instanceof ScenarioDamagedError
      if (!isOfRun) throw error
      return { problem: { code: error.code, message: error.message } }
    }
  }

  async #runThread({
    text,
    memoryMib,
  }: Prepared): Promise<{ readonly end: RunEnd; readonly durationMs: number }> {
    const { hub, now, threads, points, pointMs, tracer } = this.#options
    const { run_id: runId, seed, ticks, backend, ticks_per_second: pace } = this.#run
    const startedAtMs = now()
    const point = await points.get(runId)
    const thread = threads.start({
      order: {
        ...{ kind: 'run', text, seed, ticks: Number(ticks), threads: this.#lease.threads },
        ...{ scenarioSha256: this.#run.scenario_sha256, outputs: wantedOf(this.#run), point },
        ...{ backend: backend as Backend | 'auto', begunOn: this.#backend as Backend | undefined },
        ...(tracer.isOn ? { traceparent: this.#span.traceparent } : {}),
        points: { everyMs: pointMs, maxBytes: points.maxBytes },
        ...(pace === undefined ? {} : { ticksPerSecond: pace }),
      },
      memoryLimitMib: TIMES_THE_GUESS * memoryMib + PROGRAM_MIB,
      timeLimitSeconds: this.#run.time_limit_seconds ?? TIME_LIMIT_SECONDS,
      onNews: (news) => this.#pass(news),
    })
    this.#thread = thread
    this.#live = hub.begin(runId, (field) => thread.wantFrame(field))
    // It may have been ended while it was prepared.
    if (this.#wish !== 'go-on') thread.cancel(this.#wish === 'give-back')
    const end = await thread.ended
    return { end, durationMs: now() - startedAtMs }
  }

  /** Puts on record what came of it; gives the state of the run. */
  async #settle(end: RunEnd, durationMs: number): Promise<RunState> {
    const { name, database, artifacts: files } = this.#options
    await this.#keepingPoint
    // Whoever makes it again has to tell the same back end, and what is lost or over leaves nothing.
    if (end.kind === 'completed') await this.#keep()
    const isOwn = this.#wish === 'go-on' || (this.#wish === 'give-back' && end.kind === 'completed')
    if (isOwn && end.kind === 'completed' && end.outcome.digest !== undefined) {
      const { outputs } = end.outcome
      const stored = await storeOutputs(this.#run, outputs, { files, record: this.#record })
      await this.#alert(alertOfBreaches(end.outcome.breaches))
      const completed = describeCompleted(this.#run, name, end.outcome, stored, durationMs)
      await this.#record.publishEvent(completed, this.#run.correlation_id)
    } else if (isOwn && end.kind === 'failed' && !end.isOfRun) {
      throw new TaskEndedError({ reason: end.failure.message })
    } else if (isOwn && end.kind !== 'cancelled') {
      const problem = end.kind === 'failed' ? end.failure : NO_HASH
      if (end.kind === 'failed') await this.#alert(alertOfFailure(end.failure))
      const failed = describeFailed(this.#run, name, problem, this.#attempt)
      await this.#record.publishEvent(failed, this.#run.correlation_id)
    }
    const run = await selectRun(database, this.#run.run_id)
    const state = run?.state as RunState | undefined
    return state === undefined || state === 'running' ? 'queued' : state
  }

  async #alert(alert: RunAlert | undefined): Promise<void> {
    if (alert === undefined) return
    await this.#record.publishEvent(describeAlert(this.#run, alert), this.#run.correlation_id)
  }

  #pass(news: RunNewsOnTheWay): void {
    const { window } = this.#options
    switch (news.kind) {
      case 'stretch': {
        const { name, traceparent: parent, startMs, endMs, tick } = news
        const span = { parent, startMs, attributes: { tick } }
        this.#options.tracer.begin(`run ${name}`, span).end(undefined, endMs)
        break
      }
      case 'begun':
        this.#backend = news.backend
        this.#tick = news.tick
        break
      case 'point':
        this.#point = news.bytes
        this.#keepingPoint ??= this.#keepPoints()
        break
      case 'frame':
        this.#live?.tell(news)
        break
      case 'metrics': {
        const { tick, values } = news
        window.add(this.#run.run_id, { tick, values })
        this.#live?.tell({ kind: 'metrics', tick, values })
        break
      }
      case 'progress': {
        const { tick, population, ticksPerSecond } = news
        this.#tick = tick
        const counted = population === undefined ? {} : { population }
        this.#live?.tell({ kind: 'progress', tick, ...counted, ticks_per_second: ticksPerSecond })
        break
      }
      default:
        news satisfies never
    }
  }

  /** One after another, the newest alone. */
  async #keepPoints(): Promise<void> {
    const { points, onProblem } = this.#options
    try {
      while (this.#point !== undefined) {
        const bytes = this.#point
        this.#point = undefined
        await points.put(this.#run.run_id, this.#lease.allocationId, bytes)
      }
    } catch (error) {
      onProblem(error)
    } finally {
      this.#keepingPoint = undefined
    }
  }

  async #keep(): Promise<void> {
    const { database, window, name, onProblem } = this.#options
    const { run_id: runId } = this.#run
    const { allocationId, leaseMs } = this.#lease
    const samples = window.write(runId)
    try {
      const backend = this.#backend
      const lease = {
        runId,
        worker: name,
        allocationId,
        leaseMs,
        backend,
        tick: this.#tick,
        samples,
      }
      const state = await keepLease(database, lease)
      if (state === undefined) this.#end('lost')
      else if (state !== 'queued' && state !== 'running') this.#end('drop')
    } catch (error) {
      onProblem(error)
    }
  }

  async #release(reason: string): Promise<void> {
    const { database } = this.#options
    const lease = { runId: this.#run.run_id, allocationId: this.#lease.allocationId }
    const isReleased = await this.#tellReleased(reason)
    if (this.#wish === 'give-back' || !isReleased) {
      const pause = this.#pause ?? { pauseMs: 0, isCounted: false }
      await returnLease(database, lease, {
        ...pause,
        owed: isReleased ? undefined : lease.allocationId,
      })
      return
    }
    if (this.#wish !== 'lost') await this.#options.points.remove(lease.runId)
    await dropLease(database, lease)
  }

  /** Gives false where it could not be put on record: whoever has the lease next does it. */
  async #tellReleased(reason: string): Promise<boolean> {
    if (!this.#isGranted) return true
    const released = describeReleased(this.#run, this.#lease.allocationId, reason)
    try {
      await this.#record.publishEvent(released, this.#run.correlation_id)
      return true
    } catch (error) {
      this.#options.onProblem(error)
      return false
    }
  }

  #end(wish: 'drop' | 'give-back' | 'lost'): void {
    if (this.#wish === 'go-on') this.#wish = wish
    this.#thread?.cancel(wish === 'give-back')
  }
}

/** What a run shall leave. */
function wantedOf({ wanted_outputs: wanted }: RunRow): readonly OutputRole[] {
  return wanted === undefined ? ['report'] : (JSON.parse(wanted) as OutputRole[])
}
