/**
 * Makes trials once more whose ends were imported, so that what they come to is known here. Whoever asks waits: nothing
 * is on record before, and a server that is killed meanwhile is asked again.
 */

import type { TrialResult } from '../../engine/search/trial-result.ts'
import type { StudyPlan } from '../../engine/studies/study-plan.ts'
import type { KnownEvents } from '../../engine/telemetry/event-types.ts'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import type { RunRecord } from '../jobs/run-record.ts'
import type { StoredTrial } from '../storage/trial-tables.ts'
import { VerifierBusyError, VerifyFailedError } from './errors.ts'
import { storeModel } from './store-model.ts'
import { StudyEvaluators, type StudyMaker } from './study-evaluators.ts'
import type { StudySource, TrialToMake } from './study-source.ts'
import { describeTrialEnd } from './trial-events.ts'

/** So many are made or wait at most: who waits is connected. */
const MAX_WAITING = 4
const LIMIT_MS = 600_000

export interface TrialVerifierOptions {
  readonly source: Pick<StudySource, 'readTrial' | 'openStudy'>
  readonly record: Pick<RunRecord, 'publishEvent'>
  readonly artifacts: ArtifactFiles
  /** Who puts models on record. */
  readonly name: string
  /** A clock in milliseconds. */
  now(): number
}

/** What is on record of a trial that was made again, but for who asked. */
export type TrialVerified = Omit<KnownEvents['ml.trial.verified']['data'], 'by'>

export class TrialVerifier {
  readonly #options: TrialVerifierOptions
  readonly #evaluators: StudyEvaluators
  readonly #closing = new AbortController()
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(options: TrialVerifierOptions) {
    this.#options = options
    this.#evaluators = new StudyEvaluators(options.source, 1)
  }

  /**
   * Makes a trial again. Its model, where it has one, is kept when this gives what is to be put on record.
   *
   * @throws {VerifierBusyError} where too many wait.
   * @throws {VerifyFailedError} where it cannot be made here, or takes too long.
   */
  async verify(trial: StoredTrial): Promise<TrialVerified> {
    return await this.inTurn((signal) => this.#make(trial, signal))
  }

  /**
   * Does work of this kind when all that was asked for before is done.
   *
   * @param work has a signal that is aborted when it takes too long, or the server ends.
   * @throws {VerifierBusyError} where too many wait.
   */
  async inTurn<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#waiting >= MAX_WAITING) throw new VerifierBusyError({ waiting: this.#waiting })
    this.#waiting++
    const turn = this.#last.then(() =>
      work(AbortSignal.any([this.#closing.signal, AbortSignal.timeout(LIMIT_MS)])),
    )
    this.#last = turn.catch(() => {})
    try {
      return await turn
    } finally {
      this.#waiting--
    }
  }

  /** Does work with what makes trials of a study; within its turn. Throws what `StudyEvaluators.use` throws. */
  async withMaker<T>(studyId: string, work: (maker: StudyMaker) => Promise<T>): Promise<T> {
    return await this.#evaluators.use(studyId, work)
  }

  /** Ends its threads; what is being made is refused. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#last
    await this.#evaluators.close()
  }

  async #make(claimed: StoredTrial, signal: AbortSignal): Promise<TrialVerified> {
    const { source, record, artifacts: files, name, now } = this.#options
    const { trial_id, study_id, number } = claimed
    const trial = await source.readTrial(trial_id)
    if (trial === undefined) throw new VerifyFailedError({ trial: trial_id, problem: 'it is gone' })
    const startedAtMs = now()
    return await this.#evaluators.use(study_id, async (maker) => {
      const result = await evaluate(maker, trial, signal)
      const model = maker.takeModel(number)
      const agent = name
      const outputs = model ? [await storeModel(trial, model, { files, record, agent })] : []
      const durationMs = now() - startedAtMs
      return {
        ...{ trial_id, study_id, number },
        ...compare(maker.plan, claimed, trial, result),
        ...{ duration_ms: Math.round(durationMs), outputs },
      }
    })
  }
}

async function evaluate(
  maker: StudyMaker,
  { trialId, number, params }: TrialToMake,
  signal: AbortSignal,
): Promise<TrialResult> {
  try {
    signal.throwIfAborted()
    return await maker.evaluate({ number, params }, { signal, report: async () => true })
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause)
    const problem = signal.aborted ? 'there was no time for it' : told.slice(0, 500)
    throw new VerifyFailedError({ trial: trialId, problem }, { cause })
  }
}

/** Objectives that are measured are never twice the same, and say nothing of who made them. */
function compare(
  plan: StudyPlan,
  { values }: StoredTrial,
  trial: TrialToMake,
  result: TrialResult,
): Pick<TrialVerified, 'metrics' | 'agrees'> {
  const made = Array.isArray(result) ? { values: result as readonly number[] } : result
  const known = made as Exclude<TrialResult, readonly number[]>
  if (!('values' in known)) return { metrics: [], agrees: false }
  const by = { worker: '', durationMs: 0, outputs: [] }
  const { data } = describeTrialEnd(trial, plan, known, by)
  const agrees = plan.objectives.every(
    ({ measured }, place) => measured || known.values[place]! + 0 === values[place],
  )
  return { metrics: data.metrics as TrialVerified['metrics'], agrees }
}
