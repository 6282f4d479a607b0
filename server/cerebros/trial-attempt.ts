/** One attempt at a trial: its lease, its share of a machine, and what goes on record of it. */

import { randomUUID } from 'node:crypto'
import { TrialError } from '../../engine/search/errors.ts'
import { endTrial, type TrialResult } from '../../engine/search/trial-result.ts'
import { StudyInvalidError, TrialLostError } from '../../engine/studies/errors.ts'
import type { StudyPlan } from '../../engine/studies/study-plan.ts'
import { EventRefusedError } from '../../engine/telemetry/errors.ts'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import type { RunRecord } from '../jobs/run-record.ts'
import type { Tracer } from '../observability/tracer.ts'
import type { TakenTrial, TrialPause, TrialQueue } from '../storage/trial-queue.ts'
import { ProgramsRefusedError } from './errors.ts'
import { storeModel } from './store-model.ts'
import type { StudyEvaluators, StudyMaker } from './study-evaluators.ts'
import type { StudySource, TrialToMake } from './study-source.ts'
import {
  describeTrialEnd,
  describeTrialFailed,
  describeTrialGrant,
  describeTrialRelease,
  describeTrialReport,
  type TrialMade,
} from './trial-events.ts'

export interface AttemptOptions {
  readonly queue: TrialQueue
  readonly source: StudySource
  readonly record: Pick<RunRecord, 'publishEvent'>
  readonly evaluators: StudyEvaluators
  /** Where models of trainings are kept. */
  readonly artifacts: ArtifactFiles
  readonly tracer: Tracer
  /** Of the worker. */
  readonly name: string
  /** How long a trial waits that was given back since something beside it has failed. */
  readonly faultPauseMs: number
  /** A clock in milliseconds. */
  now(): number
  /** Is told when its thread is free, before all is on record; once. */
  onThreadFree(): void
  /** Is told of what goes wrong in the background. */
  onProblem(problem: unknown): void
}

/** A lease is kept so many times before it would run out. */
const KEEPS_A_LEASE = 5
const MAX_PROBLEM_CHARS = 300

/** What came of a trial that was made. */
interface Told {
  readonly plan: StudyPlan
  readonly result: Exclude<TrialResult, readonly number[]>
  readonly made: TrialMade
}

/** Why an attempt goes on no further, where that is not for itself. */
type Wish = 'give-back' | 'lost' | 'fault'

export class TrialAttempt {
  readonly #options: AttemptOptions
  readonly #job: TakenTrial
  readonly #trial: TrialToMake
  readonly #attempt: number
  readonly #allocationId = `allocation-${randomUUID()}`
  readonly #abort = new AbortController()
  #wish: Wish | undefined
  #fault: unknown
  #granted: Promise<unknown> | undefined
  /** Whether it is known what the trial came to. */
  #isMade = false
  #lastStep = -1

  constructor(options: AttemptOptions, job: TakenTrial, trial: TrialToMake) {
    this.#options = options
    this.#job = job
    this.#trial = trial
    this.#attempt = trial.attempt + 1
  }

  /** Ends it, so that another worker makes the trial. */
  giveBack(): void {
    // What is known goes on record.
    if (!this.#isMade) this.#end('give-back')
  }

  /** Makes the trial as far as it goes. It never rejects. */
  async runToEnd(): Promise<void> {
    const { queue, tracer, onProblem, onThreadFree } = this.#options
    const { trialId, studyId, number, traceparent: parent } = this.#trial
    const attributes = { trial_id: trialId, study_id: studyId, number, attempt: this.#attempt }
    const span = tracer.begin('trial attempt', { parent, attributes })
    let freeThread = () => {
      freeThread = () => {}
      onThreadFree()
    }
    const timer = setInterval(() => void this.#keep(), (1000 * queue.leaseSeconds) / KEEPS_A_LEASE)
    let reason = 'The trial ended.'
    try {
      await this.#make(span.traceparent, () => freeThread())
    } catch (error) {
      this.#end('fault', error)
      reason = describeEnd(this.#wish)
    } finally {
      clearInterval(timer)
      freeThread()
    }
    if (this.#wish === 'fault') onProblem(this.#fault)
    try {
      await this.#release(reason)
      await this.#settle()
    } catch (error) {
      // Its lease runs out, and somebody else ends what is left.
      onProblem(error)
    }
    span.end(this.#fault)
  }

  async #make(traceparent: string | undefined, freeThread: () => void): Promise<void> {
    const { record, evaluators, name, now } = this.#options
    const trial = { ...this.#trial, traceparent: traceparent ?? this.#trial.traceparent }
    const { allocationId, zone } = { allocationId: this.#allocationId, zone: this.#job.zone }
    // The trial is begun meanwhile; nothing of it goes on record before.
    const granted = record.publishEvent(
      describeTrialGrant(trial, { allocationId, zone, worker: name }),
      trial.correlationId,
    )
    this.#granted = granted
    granted.catch((error) => this.#end('fault', error))
    const startedAtMs = now()
    let told: Told | { readonly problem: { readonly code: string; readonly message: string } }
    try {
      told = await evaluators.use(trial.studyId, async (maker) => {
        const result = await this.#evaluate(maker)
        this.#isMade = true
        freeThread()
        const outputs = await this.#keepModel(maker)
        const made: TrialMade = { worker: name, durationMs: now() - startedAtMs, outputs }
        return { plan: maker.plan, result, made }
      })
    } catch (error) {
      if (!(error instanceof StudyInvalidError || error instanceof ProgramsRefusedError))
        throw error
      // Whoever leads the study has let in what nobody can make.
      told = { problem: error }
    }
    await granted
    this.#abort.signal.throwIfAborted()
    const end =
      'problem' in told
        ? describeTrialFailed(trial, told.problem)
        : describeTrialEnd(trial, told.plan, told.result, told.made)
    try {
      await record.publishEvent(end, trial.correlationId)
    } catch (error) {
      if (!(error instanceof EventRefusedError)) throw error
      // What no event can tell would be made again for ever.
      await record.publishEvent(describeTrialFailed(trial, error), trial.correlationId)
    }
  }

  async #evaluate(maker: StudyMaker): Promise<Exclude<TrialResult, readonly number[]>> {
    const { number, params } = this.#trial
    const { signal } = this.#abort
    signal.throwIfAborted()
    const told = await maker.evaluate(
      { number, params },
      { signal, report: (step, values) => this.#report(maker.plan, step, values) },
    )
    signal.throwIfAborted()
    return settleResult(maker.plan, this.#lastStep, told)
  }

  /** What fails here is no fault of the trial, so that the whole attempt ends with it. */
  async #report(plan: StudyPlan, step: number, values: readonly number[]): Promise<boolean> {
    const { source, queue, record, name } = this.#options
    const { trialId, number, correlationId } = this.#trial
    const { signal } = this.#abort
    if (values.length !== plan.objectives.length || !values.every(Number.isFinite)) {
      throw new TrialError({
        number,
        problem: `step ${step} has no finite value of each objective`,
      })
    }
    try {
      await this.#granted
      signal.throwIfAborted()
      const report = { attempt: this.#attempt, step, values }
      await record.publishEvent(describeTrialReport(this.#trial, report), correlationId)
      this.#lastStep = step
      const isWorth = await source.isWorthGoingOn({ trialId, attempt: this.#attempt, step }, signal)
      // Of what another makes by now, the reports of this attempt decide nothing.
      if (!isWorth && !(await queue.keep(trialId, name))) this.#end('lost')
      signal.throwIfAborted()
      return isWorth
    } catch (error) {
      this.#end('fault', error)
      throw error
    }
  }

  async #keepModel(maker: StudyMaker): Promise<TrialMade['outputs']> {
    const model = maker.takeModel(this.#trial.number)
    if (model === undefined) return []
    const { artifacts: files, record, name } = this.#options
    return [await storeModel(this.#trial, model, { files, record, agent: name })]
  }

  async #keep(): Promise<void> {
    const { queue, name, onProblem } = this.#options
    try {
      if (!(await queue.keep(this.#trial.trialId, name))) this.#end('lost')
    } catch (error) {
      onProblem(error)
    }
  }

  async #release(reason: string): Promise<void> {
    if (this.#granted === undefined) return
    // Where the answer was lost, it may be on record all the same.
    await this.#granted.catch(() => {})
    const { correlationId } = this.#trial
    await this.#options.record.publishEvent(
      describeTrialRelease(this.#trial, this.#allocationId, reason),
      correlationId,
    )
  }

  /** Leaves the job: it is done, or somebody else's by now, or goes to somebody else. */
  async #settle(): Promise<void> {
    const { queue, name } = this.#options
    const { trialId } = this.#trial
    if (this.#wish === undefined) await queue.done(trialId, name)
    else if (this.#wish !== 'lost') await queue.giveBack(trialId, name, this.#pause())
  }

  /** A thread that came to no end may be the trial's own doing; a database or a disk that fails is not. */
  #pause(): TrialPause {
    if (this.#wish === 'give-back') return { isCounted: false }
    if (this.#fault instanceof TrialLostError) {
      const problem = this.#fault.message.slice(0, MAX_PROBLEM_CHARS).toWellFormed()
      return { isCounted: true, problem: problem.replaceAll('\0', ' ') }
    }
    return { isCounted: false, pauseMs: this.#options.faultPauseMs }
  }

  #end(wish: Wish, fault?: unknown): void {
    if (this.#wish !== undefined) return
    this.#wish = wish
    this.#fault = fault
    this.#abort.abort(fault)
  }
}

function describeEnd(wish: Wish | undefined): string {
  if (wish === 'give-back') return 'Its worker was told to end.'
  return wish === 'lost' ? 'It was taken from its worker.' : 'Its worker could not go on.'
}

/** What a study takes: what is no result of it is a failure. */
function settleResult(
  { objectives, constraints }: StudyPlan,
  lastStep: number,
  told: TrialResult,
): Exclude<TrialResult, readonly number[]> {
  const result = Array.isArray(told) ? { values: told as readonly number[] } : told
  const settled = result as Exclude<TrialResult, readonly number[]>
  const reports = lastStep < 0 ? [] : [{ step: lastStep, values: [] }]
  const trial = { number: 0, params: {}, state: 'running', reports } as const
  try {
    endTrial(
      trial,
      { directions: objectives.map(({ direction }) => direction), constraints },
      settled,
    )
    return settled
  } catch (error) {
    if (!(error instanceof TrialError)) throw error
    return { failed: error.details.problem }
  }
}
