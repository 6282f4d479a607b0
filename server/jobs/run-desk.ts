/** What can be done about runs: asked for, ended, looked at. */
import { createHash } from 'node:crypto'
import type { OutputRole, RunSample } from '../../engine/node/run-messages.ts'
import type { ScenarioZone } from '../../engine/node/scenario-task.ts'
import { type AutomataRun, isRunOver, type RunState } from '../../engine/resources/automata-run.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import { IdempotencyConflictError } from '../events/errors.ts'
import type { Database } from '../storage/database.ts'
import { selectLease } from '../storage/lease-tables.ts'
import { type RunRow, selectRun, selectRuns } from '../storage/run-tables.ts'
import { RequestKeyTakenError, ScenarioRefusedError } from './errors.ts'
import type { LiveHub } from './live-hub.ts'
import { describeCancelled, describeCreated } from './run-events.ts'
import { readMetrics, readRun } from './run-row.ts'
import type { RunWindow } from './run-window.ts'
import type { ScenarioDesk } from './scenario-desk.ts'
import type { ScenarioStore } from './scenario-store.ts'

export interface RunDeskOptions {
  readonly database: Database
  readonly scenarios: ScenarioStore
  readonly desk: ScenarioDesk
  readonly hub: LiveHub
  readonly window: RunWindow
  /** What a run may need at most. */
  readonly mostMib: number
  newId(): string
  /** Is called when a run may wait. */
  onCreated(): void
  /** Is called when a run was ended on record. */
  onEnded(runId: string): void
}

/** Puts events on record, as part of a call, and waits until they were heard. */
interface Publisher {
  publishEvent(event: RecordEvent): Promise<unknown>
}

/** What a run is asked for with, checked. */
export interface NewRun {
  readonly scenario: string
  /** In base64, by their paths. */
  readonly files?: Readonly<Record<string, string>> | undefined
  readonly ticks?: number | undefined
  readonly seed?: string | undefined
  readonly backend: string
  readonly threads: number
  readonly ticks_per_second?: number | undefined
  readonly time_limit_seconds: number
  readonly outputs?: readonly OutputRole[] | undefined
  readonly retention_days?: number | undefined
  readonly idempotency_key?: string | undefined
}

/** What was measured of a run. */
export interface RunMetrics {
  readonly state: RunState
  readonly tick: number
  readonly population: number | undefined
  readonly ticksPerSecond: number | undefined
  readonly samples: readonly RunSample[]
}

export class RunDesk {
  readonly #options: RunDeskOptions

  constructor(options: RunDeskOptions) {
    this.#options = options
  }

  /**
   * Asks for a run. Its scenario is read first, and is durable before anything is on record.
   *
   * @throws {ScenarioRefusedError | ScenarioDeskBusyError} where it is not taken.
   * @throws {RequestKeyTakenError} where another request has its key.
   */
  async create(wanted: NewRun, createdBy: string, publisher: Publisher): Promise<AutomataRun> {
    const { desk, scenarios, mostMib, onCreated } = this.#options
    const facts = await desk.describe({
      ...{ text: wanted.scenario, files: wanted.files, seed: wanted.seed },
    })
    if (facts.memoryMib > mostMib) {
      const problem = `it would take ${facts.memoryMib} MiB, and runs have ${mostMib} here.`
      throw new ScenarioRefusedError({ cause: 'jobs/memory', problem })
    }
    const scenarioSha256 = await scenarios.put(facts.canonicalText)
    const runId = this.#nameRun(createdBy, wanted.idempotency_key)
    const request = {
      ...{ runId, createdBy, scenarioSha256, title: facts.title, rule: facts.rule },
      ...{ seed: facts.seed, backend: wanted.backend, threads: wanted.threads },
      ...{ ticks: wanted.ticks ?? facts.ticks, ticksPerSecond: wanted.ticks_per_second },
      ...{ timeLimitSeconds: wanted.time_limit_seconds, memoryMib: facts.memoryMib },
      ...{ outputs: wanted.outputs, retentionDays: wanted.retention_days },
    }
    try {
      await publisher.publishEvent(describeCreated(request))
    } catch (error) {
      if (!(error instanceof IdempotencyConflictError)) throw error
      throw new RequestKeyTakenError({ key: wanted.idempotency_key ?? runId })
    }
    onCreated()
    const run = await this.get(runId)
    if (run === undefined) throw new Error('a run that is on record is not in its table')
    return run
  }

  /**
   * Ends a run.
   *
   * @returns the run as it is then, or as it was where it was over; undefined where there is none.
   */
  async cancel(
    runId: string,
    reason: string,
    by: string,
    publisher: Publisher,
  ): Promise<{ readonly run: AutomataRun; readonly isCancelled: boolean } | undefined> {
    const { database, hub, onEnded } = this.#options
    const row = await selectRun(database, runId)
    if (row === undefined) return undefined
    let isCancelled = !isRunOver(row.state as RunState)
    if (isCancelled) {
      try {
        await publisher.publishEvent(describeCancelled(row, by, reason, await this.#findTick(row)))
      } catch (error) {
        if (!(error instanceof IdempotencyConflictError)) throw error
        // It came to its end meanwhile.
        isCancelled = false
      }
    }
    if (isCancelled) {
      onEnded(runId)
      hub.tellEnded(runId, 'cancelled')
    }
    const run = await this.get(runId)
    return run && { run, isCancelled }
  }

  /** A run; undefined where there is none. */
  async get(runId: string): Promise<AutomataRun | undefined> {
    const row = await selectRun(this.#options.database, runId)
    return row && (await this.#describe(row))
  }

  /** Runs, the newest first, behind one of them. */
  async list(range: {
    readonly state?: RunState | undefined
    readonly after?: string | undefined
    readonly count: number
  }): Promise<readonly AutomataRun[]> {
    const rows = await selectRuns(this.#options.database, range)
    return await Promise.all(rows.map((row) => this.#describe(row)))
  }

  /** The scenario of a run, in canonical form; undefined where there is no such run, or its text is gone. */
  async scenarioOf(
    runId: string,
  ): Promise<{ readonly sha256: string; readonly text: string } | undefined> {
    const row = await selectRun(this.#options.database, runId)
    if (row === undefined) return undefined
    const sha256 = row.scenario_sha256
    const text = await this.#options.scenarios.get(sha256)
    return text === undefined ? undefined : { sha256, text }
  }

  /** The zones of a run: the first thousand, and how many there are; undefined where there is no such run. */
  async zonesOf(
    runId: string,
  ): Promise<{ readonly zones: readonly ScenarioZone[]; readonly count: number } | undefined> {
    const scenario = await this.scenarioOf(runId)
    if (scenario === undefined) return undefined
    const row = await selectRun(this.#options.database, runId)
    const question = { text: scenario.text, seed: row?.seed }
    const { zones, zoneCount } = await this.#options.desk.describe(question)
    return { zones, count: zoneCount }
  }

  /** What was measured of a run; undefined where there is none. */
  async metricsOf(runId: string): Promise<RunMetrics | undefined> {
    const { database, hub, window } = this.#options
    const row = await selectRun(database, runId)
    if (row === undefined) return undefined
    const { progress } = hub.newestOf(runId)
    const lease = progress === undefined ? await selectLease(database, runId) : undefined
    const told = lease === undefined ? undefined : (JSON.parse(lease.samples) as RunSample[])
    const samples = window.list(runId) ?? told ?? readMetrics(row)
    const isOver = isRunOver(row.state as RunState)
    const last = samples.at(-1)
    const tick = isOver ? Number(row.ticks_done) : (progress?.tick ?? lease?.tick ?? 0)
    return {
      ...{ state: row.state as RunState, tick: Math.max(tick, isOver ? 0 : (last?.tick ?? 0)) },
      population: progress?.population ?? last?.values.population,
      ticksPerSecond: progress?.ticks_per_second,
      samples,
    }
  }

  async #describe(row: RunRow): Promise<AutomataRun> {
    const tick = await this.#findTick(row)
    return readRun(tick === undefined ? row : { ...row, ticks_done: String(tick) })
  }

  /** How far a run that goes on has come; undefined of one that does not, or where that is not known. */
  async #findTick({ state, run_id: runId }: RunRow): Promise<number | undefined> {
    if (state !== 'running') return undefined
    const { database, hub } = this.#options
    return hub.newestOf(runId).progress?.tick ?? (await selectLease(database, runId))?.tick
  }

  /** Under the same key of the same caller it is the same run. */
  #nameRun(createdBy: string, key: string | undefined): string {
    if (key === undefined) return `run-${this.#options.newId()}`
    const hash = createHash('sha256')
      .update(JSON.stringify([createdBy, key]))
      .digest('hex')
    return `run-${hash.slice(0, 32)}`
  }
}
