/**
 * Makes trials once more whose ends were imported, so that what they come to is known here. Whoever asks waits: nothing
 * is on record before, and a server that is killed meanwhile is asked again.
 */

import type { TrialResult } from '../../engine/search/trial-result.ts'
import { OWN_NUMBERS } from '../../engine/studies/metric-of-value.ts'
import type { StudyPlan } from '../../engine/studies/study-plan.ts'
import { MEASURED_VALUE } from '../../engine/studies/training-trial.ts'
import type { KnownEvents } from '../../engine/telemetry/event-types.ts'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import type { RunRecord } from '../jobs/run-record.ts'
import type { StoredTrial } from '../storage/trial-tables.ts'
import {
  CallerGoneError,
  VerifierBusyError,
  VerifierIdleError,
  VerifierTakenError,
  VerifyFailedError,
} from './errors.ts'
import { storeModel } from './store-model.ts'
import { StudyEvaluators, type StudyMaker } from './study-evaluators.ts'
import type { StudySource, TrialToMake } from './study-source.ts'
import { describeTrialEnd } from './trial-events.ts'

/** So many are made or wait at most, each for another caller: who waits is connected. */
const MAX_WAITING = 4
const LIMIT_MS = 600_000

export interface TrialVerifierOptions {
  readonly source: Pick<StudySource, 'readTrial' | 'openStudy'>
  readonly record: Pick<RunRecord, 'publishEvent'>
  readonly artifacts: ArtifactFiles
  /** Whether trials are made in this process at all. */
  readonly isMaking: boolean
  /** Who puts models on record. */
  readonly name: string
  /** A clock in milliseconds. */
  now(): number
}

/** What is on record of a trial that was made again, but for who asked. */
export type TrialVerified = Omit<KnownEvents['ml.trial.verified']['data'], 'by'>

/** Who waits for it. */
export interface VerifyCaller {
  readonly id: string
  /** Is aborted when they have gone; never, where nobody can tell. */
  readonly signal?: AbortSignal | undefined
}

export class TrialVerifier {
  readonly #options: TrialVerifierOptions
  readonly #evaluators: StudyEvaluators
  readonly #closing = new AbortController()
  /** The callers whose work is done or waits. */
  readonly #callers = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: TrialVerifierOptions) {
    this.#options = options
    this.#evaluators = new StudyEvaluators(options.source, 1)
  }

  /**
   * Makes a trial again. Its model, where it has one, is kept when this gives what is to be put on record.
   *
   * @throws {VerifyFailedError} where it cannot be made here, or takes too long.
   * @throws what `inTurn` throws.
   */
  async verify(trial: StoredTrial, caller: VerifyCaller): Promise<TrialVerified> {
    return await this.inTurn(caller, (signal) => this.#make(trial, signal))
  }

  /**
   * Does work of this kind when all that was asked for before is done, one at a time for a caller.
   *
   * @param work has a signal that is aborted when it takes too long, its caller goes, or the server ends.
   * @throws {VerifierIdleError} where no trials are made here.
   * @throws {VerifierTakenError} where work of that caller is done or waits.
   * @throws {VerifierBusyError} where too many wait.
   * @throws {CallerGoneError} where the caller goes before it is done.
   */
  async inTurn<T>(
    { id, signal: gone }: VerifyCaller,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (!this.#options.isMaking) throw new VerifierIdleError()
    if (this.#callers.has(id)) throw new VerifierTakenError({ caller: id })
    const { size: waiting } = this.#callers
    if (waiting >= MAX_WAITING) throw new VerifierBusyError({ waiting })
    this.#callers.add(id)
    const turn = this.#last.then(() => {
      // Who has gone holds up nobody.
      if (gone?.aborted === true) throw new CallerGoneError()
      const ends = [this.#closing.signal, AbortSignal.timeout(LIMIT_MS)]
      return work(AbortSignal.any(gone === undefined ? ends : [...ends, gone]))
    })
    this.#last = turn.catch(() => {})
    try {
      return await (gone === undefined ? turn : unlessGone(turn, gone))
    } finally {
      this.#callers.delete(id)
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

/** What comes of work, unless its caller goes before. */
async function unlessGone<T>(work: Promise<T>, gone: AbortSignal): Promise<T> {
  const left = Promise.withResolvers<never>()
  const leave = () => left.reject(new CallerGoneError())
  if (gone.aborted) leave()
  gone.addEventListener('abort', leave)
  try {
    return await Promise.race([work, left.promise])
  } finally {
    gone.removeEventListener('abort', leave)
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

/** What is measured by a clock is never twice the same, and says nothing of who made a trial. */
function compare(
  plan: StudyPlan,
  claimed: StoredTrial,
  trial: TrialToMake,
  result: TrialResult,
): Pick<TrialVerified, 'metrics' | 'measured' | 'agrees'> {
  const made = Array.isArray(result) ? { values: result as readonly number[] } : result
  const known = made as Exclude<TrialResult, readonly number[]>
  if (!('values' in known)) return { metrics: [], measured: [], agrees: false }
  const by = { worker: '', durationMs: 0, outputs: [] }
  const { data } = describeTrialEnd(trial, plan, known, by)
  const { metrics, measured } = data as Required<Pick<TrialVerified, 'metrics' | 'measured'>>
  const here = known.measured ?? {}
  const agrees =
    plan.objectives.every(({ measured: isClocked }, place) => {
      return isClocked || known.values[place] === claimed.values[place]
    }) &&
    // A record that leaves something out claims nothing of it; constraints it has to have.
    claimed.measured.every(({ name, value }) => !repeats(plan, name) || here[name] === value)
  return { metrics, measured, agrees }
}

/** Whether a number of a trial beside its values is the same each time that it is made. */
function repeats({ objective, objectives }: StudyPlan, name: string): boolean {
  if (objectives.some((each) => each.name === name && each.measured)) return false
  if (objective.kind === 'training') return name !== MEASURED_VALUE
  if (objective.kind !== 'automaton') return true
  const of = objective.values.find((each) => each.name === name)?.of
  return of === undefined || OWN_NUMBERS[of]?.repeats !== false
}
