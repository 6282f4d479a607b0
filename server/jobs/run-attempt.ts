/** One attempt at a run: its thread, its lease, and what goes on record of it. */
import type { BackendName as Backend } from '../../engine/kernels/kernel.ts'
import type { OutputRole } from '../../engine/node/run-messages.ts'
import type {
  RunEnd,
  RunNewsOnTheWay,
  RunThread,
  RunThreads,
} from '../../engine/node/run-thread.ts'
import type { RunState } from '../../engine/resources/automata-run.ts'
import type { Span, Tracer } from '../observability/tracer.ts'
import type { LeasePause } from '../storage/lease-tables.ts'
import { type RunRow, selectRun } from '../storage/run-tables.ts'
import { pauseAfter } from './attempt-fault.ts'
import { AttemptRecord, type AttemptRecordOptions, type RunProblem } from './attempt-record.ts'
import { ScenarioDamagedError, ScenarioRefusedError } from './errors.ts'
import { type AttemptLease, LeaseKeeper, type LeaseKeeperOptions } from './lease-keeper.ts'
import type { LiveHub, LiveRun } from './live-hub.ts'
import type { ScenarioDesk } from './scenario-desk.ts'
import type { ScenarioStore } from './scenario-store.ts'

/** What it needs of the worker that makes it. */
export interface AttemptOptions extends AttemptRecordOptions, LeaseKeeperOptions {
  readonly scenarios: ScenarioStore
  readonly desk: ScenarioDesk
  readonly threads: RunThreads
  readonly hub: LiveHub
  readonly tracer: Tracer
  /** How often a run hands on a moment to go on from. */
  readonly pointMs: number
  /** How long a run waits after its first loss. */
  readonly firstPauseMs: number
  now(): number
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
  readonly #run: RunRow
  readonly #span: Span
  readonly #lease: AttemptLease
  readonly #record: AttemptRecord
  readonly #keeper: LeaseKeeper
  #thread: RunThread | undefined
  #live: LiveRun | undefined
  /** Why it goes on no further, where that is not for itself. */
  #wish: 'go-on' | 'drop' | 'give-back' | 'lost' = 'go-on'
  /** How long nobody takes it up where it is given back. */
  #pause: LeasePause = { pauseMs: 0, isCounted: false }

  constructor(options: AttemptOptions, run: RunRow, lease: AttemptLease) {
    const attempt = run.attempt + 1
    this.#options = options
    this.#lease = lease
    this.#span = options.tracer.begin('run attempt', {
      parent: run.traceparent,
      attributes: { run_id: run.run_id, attempt },
    })
    // What it puts on record is within it.
    this.#run = { ...run, traceparent: this.#span.traceparent }
    this.#record = new AttemptRecord(options, this.#run, attempt)
    this.#keeper = new LeaseKeeper(options, run.run_id, lease, (why) => this.#end(why))
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
    this.#keeper.start()
    let reason = 'The run ended.'
    let fault: unknown
    try {
      reason = await this.#goOn()
    } catch (error) {
      // Something else than the run failed: another attempt is made.
      onProblem(error)
      fault = error
      this.#pause = pauseAfter(error, this.#keeper.lost, firstPauseMs)
      this.#end('give-back')
      reason = 'Its worker could not go on.'
    } finally {
      this.#keeper.stop()
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
    const { window, firstPauseMs } = this.#options
    const prepared = await this.#prepare()
    if (!(await this.#record.begin())) {
      // Or the table is behind what is on record, and the lease is its own still.
      this.#pause = { pauseMs: firstPauseMs, isCounted: false }
      this.#end('give-back')
      return 'Another worker has taken the run up.'
    }
    if ('problem' in prepared) {
      await this.#record.fail(prepared.problem)
      return 'The run could not begin.'
    }
    const { allocationId, threads } = this.#lease
    await this.#record.grant({ allocationId, threads, memoryMib: prepared.memoryMib })
    window.begin(this.#run.run_id)
    const end = await this.#runThread(prepared)
    this.#live?.end(await this.#settle(end.end, end.durationMs))
    return this.#wish === 'give-back' ? 'Its worker was told to end.' : 'The run ended.'
  }

  /** What the run is made of, or why it cannot be made. */
  async #prepare(): Promise<Prepared | { readonly problem: RunProblem }> {
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
        ...{
          backend: backend as Backend | 'auto',
          begunOn: this.#keeper.backend as Backend | undefined,
        },
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
    await this.#keeper.arePointsKept()
    // Whoever makes it again has to tell the same back end, and what is lost or over leaves nothing.
    if (end.kind === 'completed') await this.#keeper.keepAtEnd(this.#options.firstPauseMs)
    const isOwn = this.#wish === 'go-on' || (this.#wish === 'give-back' && end.kind === 'completed')
    if (isOwn) await this.#record.end(end, durationMs)
    const run = await selectRun(this.#options.database, this.#run.run_id)
    const state = run?.state as RunState | undefined
    return state === undefined || state === 'running' ? 'queued' : state
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
        this.#keeper.reach(news.tick, news.backend)
        break
      case 'point':
        this.#keeper.addPoint(news.bytes)
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
        this.#keeper.reach(tick)
        const counted = population === undefined ? {} : { population }
        this.#live?.tell({ kind: 'progress', tick, ...counted, ticks_per_second: ticksPerSecond })
        break
      }
      default:
        news satisfies never
    }
  }

  async #release(reason: string): Promise<void> {
    const isReleased = await this.#record.release(reason)
    if (this.#wish === 'give-back' || !isReleased) {
      const owed = isReleased ? undefined : this.#lease.allocationId
      await this.#keeper.giveBack({ ...this.#pause, owed })
      return
    }
    await this.#keeper.drop({ isLost: this.#wish === 'lost' })
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
