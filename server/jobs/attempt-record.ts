/** What an attempt at a run puts on record, in its order: that it began, its share of a machine, and how it ended. */
import { TaskEndedError } from '../../engine/node/errors.ts'
import type { RunEnd } from '../../engine/node/run-thread.ts'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import type { Database } from '../storage/database.ts'
import type { RunRow } from '../storage/run-tables.ts'
import { resolveAlertsOfSame } from './resolve-alerts.ts'
import {
  alertOfBreaches,
  alertOfFailure,
  causeOf,
  describeAlert,
  describeCompleted,
  describeFailed,
  describeGranted,
  describeReleased,
  describeStarted,
  type RunAlert,
} from './run-events.ts'
import type { RunRecord } from './run-record.ts'
import { storeOutputs } from './store-outputs.ts'

const NO_HASH = {
  code: 'jobs/no-hash',
  message: 'What is alive spans too many cells to have a hash, so nobody could repeat it.',
}

/** Why a run has failed. */
export interface RunProblem {
  readonly code: string
  readonly message: string
}

export interface AttemptRecordOptions {
  readonly database: Database
  readonly record: RunRecord
  readonly artifacts: ArtifactFiles
  /** Of the worker. */
  readonly name: string
  onProblem(problem: unknown): void
}

export class AttemptRecord {
  readonly #options: AttemptRecordOptions
  readonly #run: RunRow
  readonly #attempt: number
  /** A share that is to be released. */
  #allocationId: string | undefined

  constructor(options: AttemptRecordOptions, run: RunRow, attempt: number) {
    this.#options = options
    this.#run = run
    this.#attempt = attempt
  }

  /** False where the attempt of this number is another's. */
  async begin(): Promise<boolean> {
    return await this.#options.record.publishEvent(
      describeStarted(this.#run, this.#options.name, this.#attempt),
      this.#run.correlation_id,
    )
  }

  async grant(share: {
    readonly allocationId: string
    readonly threads: number
    readonly memoryMib: number
  }): Promise<void> {
    // Where the answer is lost, it may be on record all the same.
    this.#allocationId = share.allocationId
    await this.#options.record.publishEvent(
      describeGranted(this.#run, { ...share, worker: this.#options.name }),
      this.#run.correlation_id,
    )
  }

  /** Gives false where it could not be put on record: whoever has the lease next does it. */
  async release(reason: string): Promise<boolean> {
    if (this.#allocationId === undefined) return true
    try {
      await this.#options.record.publishEvent(
        describeReleased(this.#run, this.#allocationId, reason),
        this.#run.correlation_id,
      )
      return true
    } catch (error) {
      this.#options.onProblem(error)
      return false
    }
  }

  async fail(problem: RunProblem): Promise<void> {
    await this.#options.record.publishEvent(
      describeFailed(this.#run, this.#options.name, problem, this.#attempt),
      this.#run.correlation_id,
    )
  }

  /**
   * Puts on record what a thread came to; nothing where it was told to end.
   *
   * @throws {TaskEndedError} where that is no end of the run: another attempt is to be made.
   */
  async end(end: RunEnd, durationMs: number): Promise<void> {
    if (end.kind === 'cancelled') return
    if (end.kind === 'failed') {
      if (!end.isOfRun) throw new TaskEndedError({ reason: end.failure.message })
      await this.#alert(alertOfFailure(end.failure))
      return await this.fail(end.failure)
    }
    const { outcome } = end
    if (outcome.digest === undefined) return await this.fail(NO_HASH)
    const { record, artifacts: files, name } = this.#options
    const stored = await storeOutputs(this.#run, outcome.outputs, { files, record })
    await this.#alert(alertOfBreaches(outcome.breaches))
    await this.#options.record.publishEvent(
      describeCompleted(this.#run, name, outcome, stored, durationMs),
      this.#run.correlation_id,
    )
    await this.#resolveAlerts({
      tick: outcome.tick,
      isAsExpected: outcome.breaches.length === 0,
    })
  }

  /** The run is over, whatever becomes of this: an alert that stays can be resolved by hand. */
  async #resolveAlerts(end: { readonly tick: number; readonly isAsExpected: boolean }) {
    const { database, record, name: worker, onProblem } = this.#options
    try {
      const run = this.#run
      await resolveAlertsOfSame({ database, record, worker }, run, causeOf(run), end)
    } catch (error) {
      onProblem(error)
    }
  }

  async #alert(alert: RunAlert | undefined): Promise<void> {
    if (alert === undefined) return
    await this.#options.record.publishEvent(
      describeAlert(this.#run, alert),
      this.#run.correlation_id,
    )
  }
}
