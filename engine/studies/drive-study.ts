/**
 * Leads a study: asks for trials as workers are free, has them evaluated, and tells what came of them.
 *
 * What happens to a study happens one thing after another, each written to the record before it is acted upon. So the
 * order of the record is that of the study, and a program that is killed anywhere leaves a record to go on from.
 */
import { TrialError, TrialWaitsError } from '../search/errors.ts'
import type { Proposal, Study } from '../search/study.ts'
import { checkValues, endTrial, type TrialResult } from '../search/trial-result.ts'
import { StudyStoppedError, TrialValueError } from './errors.ts'
import type { StudyBudget } from './study-plan.ts'
import { type RecordEntry, shortenReason } from './study-record.ts'

/** What an evaluation may use while it works. */
export interface TrialDesk {
  /** Is aborted when the study is to end; what the evaluation then throws is passed over. */
  readonly signal: AbortSignal
  /**
   * Tells values of all objectives at a step; steps rise. Gives whether the trial is worth going on with: one that is
   * not ends as `{pruned: true}`.
   *
   * @throws {TrialValueError} where they are none.
   */
  report(step: number, values: readonly number[]): Promise<boolean>
}

/**
 * Makes a trial; one that comes to nothing is told as `{failed}`.
 *
 * @throws {StudyStoppedError} where no trial can be made any more.
 */
export type Evaluate = (trial: Proposal, desk: TrialDesk) => Promise<TrialResult>

export interface DriveOptions {
  readonly study: Study
  /** Trials that were asked for before and have not ended. */
  readonly unfinished: readonly Proposal[]
  readonly evaluate: Evaluate
  /** Has an entry on the disk when it settles. */
  readonly append: (entry: RecordEntry) => Promise<void>
  readonly budget: StudyBudget
  readonly workers: number
  /** What was spent of the budget's seconds before, in milliseconds. */
  readonly spentMs: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Aborted, it ends the study; trials that run are not told of, and can be run again. */
  readonly signal: AbortSignal
  /** Aborted, no trial is begun any more, and those that run come to their ends. */
  readonly pause?: AbortSignal | undefined
  /** Is told after each trial. */
  readonly onTrial: () => void
}

/** Why a study ended. */
export type StudyEnd =
  | { readonly kind: 'spent'; readonly what: 'trials' | 'seconds' | 'failures' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'stopped'; readonly reason: string }

/** Leads it to its end. Nothing runs any more when the promise settles. */
export async function driveStudy(options: DriveOptions): Promise<StudyEnd> {
  const drive = new Drive(options)
  const lanes = Array.from({ length: Math.max(1, options.workers) }, () => drive.runLane())
  const outcomes = await Promise.allSettled(lanes)
  const failed = outcomes.find((each) => each.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return drive.end
}

class Drive {
  readonly #options: DriveOptions
  readonly #startedAtMs: number
  readonly #unfinished: Proposal[]
  /** Ends the work of all lanes. */
  readonly #stop = new AbortController()
  readonly #signal: AbortSignal
  #end: StudyEnd | undefined
  /** The last thing that happens to the study. */
  #last: Promise<unknown> = Promise.resolve()
  /** Settles when a trial ends. */
  #ended = Promise.withResolvers<void>()
  #failures: number
  #isBroken = false

  constructor(options: DriveOptions) {
    this.#options = options
    this.#startedAtMs = options.now()
    this.#unfinished = [...options.unfinished]
    this.#signal = AbortSignal.any([options.signal, this.#stop.signal])
    this.#failures = options.study.trials.filter(({ state }) => state === 'failed').length
  }

  get end(): StudyEnd {
    const { signal, pause } = this.#options
    if (signal.aborted || (this.#end === undefined && pause?.aborted)) {
      return { kind: 'interrupted' }
    }
    return this.#end ?? { kind: 'spent', what: 'trials' }
  }

  /** Makes trials one after another until there are no more. */
  async runLane(): Promise<void> {
    try {
      for (;;) {
        const trial = await this.#next()
        if (trial === undefined) return
        await this.#run(trial)
      }
    } catch (error) {
      if (this.#signal.aborted && !(error instanceof StudyStoppedError)) return
      this.#stop.abort()
      if (!(error instanceof StudyStoppedError)) throw error
      this.#end = { kind: 'stopped', reason: error.details.reason }
    } finally {
      this.#tellEnded()
    }
  }

  /** The next trial; undefined where there is none any more. */
  async #next(): Promise<Proposal | undefined> {
    for (;;) {
      const ended = this.#ended.promise
      const next = await this.#inTurn(() => this.#ask())
      if (next !== 'wait') return next
      await ended
    }
  }

  async #ask(): Promise<Proposal | 'wait' | undefined> {
    if (this.#signal.aborted || this.#options.pause?.aborted) return undefined
    const again = this.#unfinished.shift()
    if (again !== undefined) return this.#begin(again)
    const what = this.#findSpent()
    if (what !== undefined) {
      this.#end ??= { kind: 'spent', what }
      return undefined
    }
    const { study, now } = this.#options
    let trial: Proposal
    try {
      trial = study.ask()
    } catch (error) {
      if (error instanceof TrialWaitsError) return 'wait'
      throw error
    }
    const { number, params } = trial
    await this.#append({ kind: 'ask', trial: number, params, atMs: now() })
    return trial
  }

  /** Lets a trial begin again: what was reported of it is forgotten. */
  async #begin({ number }: Proposal): Promise<Proposal> {
    const { study, now } = this.#options
    await this.#append({ kind: 'again', trial: number, atMs: now() })
    return study.rerun(number)
  }

  #findSpent(): 'trials' | 'seconds' | 'failures' | undefined {
    const { study, budget, spentMs, now } = this.#options
    if (study.trials.length >= budget.trials) return 'trials'
    if (this.#failures >= (budget.failures ?? Number.POSITIVE_INFINITY)) return 'failures'
    const spent = spentMs + now() - this.#startedAtMs
    return spent >= 1000 * (budget.seconds ?? Number.POSITIVE_INFINITY) ? 'seconds' : undefined
  }

  async #run(trial: Proposal): Promise<void> {
    const { study, evaluate, now, onTrial } = this.#options
    const { number } = trial
    const told = await evaluate(trial, {
      signal: this.#signal,
      report: (step, values) => this.#inTurn(() => this.#report(number, step, values)),
    })
    const result = this.#settle(number, told)
    await this.#inTurn(async () => {
      await this.#append({ kind: 'tell', trial: number, result: toRecorded(result), atMs: now() })
      study.tell(number, result)
      if ('failed' in result) this.#failures++
      onTrial()
    })
    this.#tellEnded()
  }

  async #report(number: number, step: number, values: readonly number[]): Promise<boolean> {
    const { study, now } = this.#options
    const fail = (problem: string) => new TrialValueError({ value: 'report', problem })
    const last = study.trials[number]!.reports.at(-1)?.step ?? -1
    if (!(Number.isSafeInteger(step) && step > last)) {
      throw fail(`step ${step} is no whole number above ${last}`)
    }
    try {
      checkValues(number, values, study.settings)
    } catch (error) {
      if (!(error instanceof TrialError)) throw error
      throw fail(error.details.problem)
    }
    await this.#append({ kind: 'report', trial: number, step, values: [...values], atMs: now() })
    study.report(number, step, values)
    return !study.shouldPrune(number)
  }

  /** What a study takes: what is no result of it is a failure. */
  #settle(number: number, told: TrialResult): TrialResult {
    const { study } = this.#options
    if ('failed' in told) return { failed: shortenReason(told.failed) }
    try {
      endTrial(study.trials[number]!, study.settings, told)
      return told
    } catch (error) {
      if (!(error instanceof TrialError)) throw error
      return { failed: error.details.problem }
    }
  }

  /** An entry that did not reach the disk is the last: what followed it would be told without it. */
  async #append(entry: RecordEntry): Promise<void> {
    if (this.#isBroken)
      throw new StudyStoppedError({ reason: 'its record is not written any more' })
    try {
      await this.#options.append(entry)
    } catch (error) {
      this.#isBroken = true
      throw error
    }
  }

  #tellEnded(): void {
    this.#ended.resolve()
    this.#ended = Promise.withResolvers()
  }

  /** Does something to the study when all that was asked for before is done. */
  #inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(act)
    this.#last = turn.catch(() => {})
    return turn
  }
}

function toRecorded(result: TrialResult): Extract<RecordEntry, { kind: 'tell' }>['result'] {
  if ('failed' in result || 'pruned' in result) return result
  const isList = (each: typeof result): each is readonly number[] => Array.isArray(each)
  if (isList(result)) return { values: [...result] }
  const { values, measured = {} } = result
  const isMeasured = Object.keys(measured).length > 0
  return { values: [...values], ...(isMeasured && { measured: { ...measured } }) }
}
