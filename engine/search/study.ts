/**
 * A study: asks a sampler for trials and is told what came of them.
 *
 * What it proposes is a function of its options and of what it was told: after a kill, a study read from its JSON goes on as
 * if nothing had happened. With `lag` W, trial n is a function of the trials up to n - W alone, so that W workers repeat
 * a study whatever their pace.
 */
import { TrialError, TrialWaitsError } from './errors.ts'
import { findNondominated } from './fronts/nondominated.ts'
import type { Params } from './parameter.ts'
import type { Pruner } from './pruning/pruner.ts'
import { createPruner } from './pruning/pruner-options.ts'
import type { Sampler } from './sampler.ts'
import { createSampler } from './sampler-options.ts'
import { readStudyJson, type StudyJson, writeStudyJson } from './study-json.ts'
import { checkSettings, type StudyOptions, type StudySettings } from './study-settings.ts'
import type { SeenTrial, Trial, TrialReport } from './trial.ts'
import { checkValues, endTrial, seeReports, seeTrial, type TrialResult } from './trial-result.ts'

export interface Proposal {
  readonly number: number
  readonly params: Params
}

/** Makes a study without trials. @throws {SearchSpaceError | StudyError | SeedError} where an option is none. */
export function createStudy(options: StudyOptions): Study {
  return new Study(checkSettings(options), [])
}

/**
 * Makes the study again that `toJSON` wrote; it proposes what that one would have. Trials that ran still do: they are
 * evaluated again with the same params, after {@link Study.rerun}.
 *
 * @throws {StudyError | SearchSpaceError | SeedError} where the value is no study.
 */
export function fromJSON(value: unknown): Study {
  const { settings, trials } = readStudyJson(value)
  return new Study(settings, trials)
}

/** A study under way. It owns its trials; what it hands out is frozen. */
export class Study {
  readonly #settings: StudySettings
  readonly #sampler: Sampler
  readonly #pruner: Pruner
  readonly #trials: Trial[]
  /** Those that ended, by rising number. */
  readonly #ended: SeenTrial[]
  /** The numbers of those that run, rising. */
  #running: readonly number[]
  /** Below this number all trials have ended. */
  #endedBelow = 0

  /** Outside this file, {@link createStudy} and {@link fromJSON} make studies. */
  constructor(settings: StudySettings, trials: readonly Trial[]) {
    this.#settings = settings
    this.#sampler = createSampler(settings.sampler)
    this.#pruner = createPruner(settings.pruner)
    this.#trials = [...trials]
    const [running, ended] = [[], []] as [Trial[], Trial[]]
    for (const trial of trials) (trial.state === 'running' ? running : ended).push(trial)
    this.#running = running.map(({ number }) => number)
    this.#ended = ended.map((trial) => seeTrial(trial, settings))
  }

  get settings(): StudySettings {
    return this.#settings
  }

  /** All trials, by number. */
  get trials(): readonly Trial[] {
    return this.#trials
  }

  /**
   * Proposes the next trial, which runs from now on.
   *
   * @throws {TrialWaitsError} with `lag`, until the trials that it waits for have ended.
   */
  ask(): Proposal {
    const number = this.#trials.length
    const { space, directions, seed } = this.#settings
    const until = this.#visibleTo(number)
    this.#assertEnded(number, until)
    // With a lag all below it have ended: numbers are places.
    const trials = this.#ended.slice(0, until)
    const running =
      until < number ? this.#trials.slice(until) : this.#running.map((i) => this.#trials[i]!)
    const history = { space, objectives: directions.length, seed, number, trials, running }
    const params = this.#sampler.propose(history)
    this.#trials.push(Object.freeze({ number, params, state: 'running', reports: [] }))
    this.#running = [...this.#running, number]
    return { number, params }
  }

  /**
   * Ends a trial.
   *
   * @throws {TrialError} where there is no such trial, where it has ended, or where values are missing, too many or not finite.
   */
  tell(number: number, result: TrialResult): void {
    const ended = endTrial(this.#runningAt(number), this.#settings, result)
    this.#trials[number] = ended
    this.#running = this.#running.filter((each) => each !== number)
    const place = this.#ended.findLastIndex((each) => each.number < number) + 1
    this.#ended.splice(place, 0, seeTrial(ended, this.#settings))
  }

  /**
   * Tells a value of each objective while a trial runs; steps rise.
   *
   * @throws {TrialError} as `tell`.
   */
  report(number: number, step: number, values: readonly number[]): void {
    const trial = this.#runningAt(number)
    checkValues(number, values, this.#settings)
    const last = trial.reports.at(-1)?.step ?? -1
    if (!(Number.isSafeInteger(step) && step > last)) {
      throw new TrialError({ number, problem: 'steps are whole numbers from 0 that rise' })
    }
    const report: TrialReport = Object.freeze({ step, values: Object.freeze([...values]) })
    this.#trials[number] = Object.freeze({ ...trial, reports: [...trial.reports, report] })
  }

  /**
   * Whether a running trial, by its last report, is not worth going on with. Whoever ends it then tells `{pruned: true}`.
   * It is compared with trials that have ended; with `lag`, with those that its params depend on.
   *
   * @throws {TrialError} where there is no such trial, or it has ended.
   */
  shouldPrune(number: number): boolean {
    const trial = this.#runningAt(number)
    if (trial.reports.length === 0) return false
    const { directions, lag } = this.#settings
    const until = lag === undefined ? this.#trials.length : this.#visibleTo(number)
    const peers = this.#trials
      .slice(0, until)
      .filter(({ state, reports }) => isCompared(state) && reports.length > 0)
    return this.#pruner.shouldPrune({
      curve: seeReports(trial, directions),
      peers: peers.map((each) => seeReports(each, directions)),
    })
  }

  /** Forgets what was reported of a running trial: it begins again. Gives what to evaluate. @throws {TrialError} */
  rerun(number: number): Proposal {
    const { params } = this.#runningAt(number)
    this.#trials[number] = Object.freeze({ number, params, state: 'running', reports: [] })
    return { number, params }
  }

  /** The complete, feasible trials that no other is better than in all objectives; for one objective, the best. By number. */
  bestTrials(): readonly Trial[] {
    const feasible = this.#ended.filter(
      ({ state, violation }) => state === 'complete' && violation === 0,
    )
    const best = findNondominated(feasible.map(({ losses }) => losses))
    return best.map((i) => this.#trials[feasible[i]!.number]!)
  }

  /** All of it as plain data; equal studies have equal data. */
  toJSON(): StudyJson {
    return writeStudyJson(this.#settings, this.#trials)
  }

  /** Trials below this number decide what a trial is. */
  #visibleTo(number: number): number {
    const { lag } = this.#settings
    return lag === undefined ? number : Math.max(0, number - lag + 1)
  }

  #assertEnded(number: number, until: number): void {
    if (this.#settings.lag === undefined) return
    while (this.#endedBelow < until) {
      if (this.#trials[this.#endedBelow]!.state === 'running') {
        throw new TrialWaitsError({ number, for: this.#endedBelow })
      }
      this.#endedBelow++
    }
  }

  #runningAt(number: number): Trial {
    const trial = this.#trials[number]
    if (trial === undefined) throw new TrialError({ number, problem: 'it was never asked for' })
    if (trial.state !== 'running') throw new TrialError({ number, problem: 'it has ended already' })
    return trial
  }
}

const isCompared = (state: Trial['state']) => state === 'complete' || state === 'pruned'
