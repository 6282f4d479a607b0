/**
 * A study: asks a sampler for trials and is told what came of them.
 *
 * What it proposes is a function of its options and of what it was told: after a kill, a study read from its JSON goes on as
 * if nothing had happened. With `lag` W, trial n is a function of the trials up to n - W alone, so that W workers repeat
 * a study whatever their pace.
 */
import { MAX_SEED, parseSeed } from '../math/seed.ts'
import { checkSpace } from './check-space.ts'
import { type Constraint, violationsOf } from './constraint.ts'
import { StudyError, TrialError, TrialWaitsError } from './errors.ts'
import { findNondominated } from './fronts/nondominated.ts'
import type { Params } from './parameter.ts'
import type { Sampler } from './sampler.ts'
import { createSampler, type SamplerOptions } from './sampler-options.ts'
import type { Space } from './space.ts'
import type { Direction, SeenTrial, Trial, TrialReport } from './trial.ts'

/** A study of more objectives than this is a mistake. */
const MAX_OBJECTIVES = 16
const MAX_LAG = 10_000

export interface StudyOptions {
  /** A list of parameters, as `checkSpace` takes it; a stranger's is checked. */
  readonly space: unknown
  /** One an objective. */
  readonly directions: readonly Direction[]
  readonly sampler: SamplerOptions
  /** A u64, or its decimal digits. */
  readonly seed: bigint | string
  readonly constraints?: readonly Constraint[] | undefined
  /** With W, trial n depends on the trials up to n - W alone, and waits for them. Without, on all that has ended. */
  readonly lag?: number | undefined
}

/** What came of a trial: values, with what constraints measure where there are any; or why there is none. */
export type TrialResult =
  | readonly number[]
  | {
      readonly values: readonly number[]
      readonly measured?: Readonly<Record<string, number>> | undefined
    }
  | { readonly failed: string }
  | { readonly pruned: true }

export interface Proposal {
  readonly number: number
  readonly params: Params
}

/** Makes a study without trials. @throws {SearchSpaceError | StudyError | SeedError} where an option is none. */
export function createStudy(options: StudyOptions): Study {
  return new Study(checkOptions(options))
}

/** Options that are checked. */
interface StudySettings {
  readonly space: Space
  readonly directions: readonly Direction[]
  readonly sampler: SamplerOptions
  readonly seed: bigint
  readonly constraints: readonly Constraint[]
  readonly lag: number | undefined
}

function checkOptions(options: StudyOptions): StudySettings {
  const { directions, sampler, constraints = [], lag } = options
  const fail = (field: string, problem: string) => new StudyError({ field, problem })
  if (directions.length === 0 || directions.length > MAX_OBJECTIVES) {
    throw fail('directions', `a study has 1 to ${MAX_OBJECTIVES} objectives`)
  }
  if (lag !== undefined && !(Number.isSafeInteger(lag) && lag >= 1 && lag <= MAX_LAG)) {
    throw fail('lag', `it is a whole number from 1 to ${MAX_LAG}`)
  }
  const seed = typeof options.seed === 'string' ? parseSeed(options.seed) : options.seed
  if (seed < 0n || seed > MAX_SEED) throw fail('seed', `it is from 0 to ${MAX_SEED}`)
  const space = checkSpace(options.space)
  return { space, directions: [...directions], sampler, seed, constraints, lag }
}

/** A study under way. It owns its trials; what it hands out is frozen. */
export class Study {
  readonly #settings: StudySettings
  readonly #sampler: Sampler
  readonly #trials: Trial[] = []
  /** By number, those that ended. */
  readonly #seen: (SeenTrial | undefined)[] = []

  /** Outside this file, {@link createStudy} makes studies. */
  constructor(settings: StudySettings) {
    this.#settings = settings
    this.#sampler = createSampler(settings.sampler)
  }

  /** All trials, by number. */
  get trials(): readonly Trial[] {
    return this.#trials
  }

  /**
   * Proposes the next trial, which runs from now on.
   *
   * @throws {TrialWaitsError} with `lag`, until the trial that it waits for has ended.
   */
  ask(): Proposal {
    const number = this.#trials.length
    const { space, directions, seed, lag } = this.#settings
    const until = lag === undefined ? number : Math.max(0, number - lag + 1)
    if (lag !== undefined) {
      const waited = this.#trials.slice(0, until).find(({ state }) => state === 'running')
      if (waited !== undefined) throw new TrialWaitsError({ number, for: waited.number })
    }
    const isSeen = ({ number: each, state }: Trial) => state !== 'running' && each < until
    const trials = this.#seen.slice(0, until).filter((each) => each !== undefined)
    const running = this.#trials.filter((trial) => !isSeen(trial))
    const history = { space, objectives: directions.length, seed, number, trials, running }
    const params = this.#sampler.propose(history)
    this.#trials.push(Object.freeze({ number, params, state: 'running', reports: [] }))
    return { number, params }
  }

  /**
   * Ends a trial.
   *
   * @throws {TrialError} where there is no such trial, where it has ended, or where values are missing, too many or not finite.
   */
  tell(number: number, result: TrialResult): void {
    const trial = this.#running(number)
    this.#end(endTrial(trial, this.#settings, result))
  }

  /**
   * Tells a value of each objective while a trial runs; steps rise.
   *
   * @throws {TrialError} as `tell`.
   */
  report(number: number, step: number, values: readonly number[]): void {
    const trial = this.#running(number)
    checkValues(number, values, this.#settings)
    const last = trial.reports.at(-1)?.step ?? Number.NEGATIVE_INFINITY
    if (!(Number.isSafeInteger(step) && step >= 0 && step > last)) {
      throw new TrialError({ number, problem: 'steps are whole numbers that rise' })
    }
    const report: TrialReport = Object.freeze({ step, values: Object.freeze([...values]) })
    this.#trials[number] = Object.freeze({ ...trial, reports: [...trial.reports, report] })
  }

  /** The complete, feasible trials that no other is better than in all objectives; for one objective, the best. By number. */
  bestTrials(): readonly Trial[] {
    const feasible = this.#seen.filter(
      (each) => each?.state === 'complete' && each.violation === 0,
    ) as SeenTrial[]
    const best = findNondominated(feasible.map(({ losses }) => losses))
    return best.map((i) => this.#trials[feasible[i]!.number]!)
  }

  #running(number: number): Trial {
    const trial = this.#trials[number]
    if (trial === undefined) throw new TrialError({ number, problem: 'it was never asked for' })
    if (trial.state !== 'running') throw new TrialError({ number, problem: 'it has ended already' })
    return trial
  }

  #end(trial: Trial): void {
    this.#trials[trial.number] = trial
    this.#seen[trial.number] = seeTrial(trial, this.#settings)
  }
}

function checkValues(number: number, values: readonly number[], settings: StudySettings): void {
  const { length } = settings.directions
  if (values.length !== length) {
    throw new TrialError({ number, problem: `it has ${values.length} values, not ${length}` })
  }
  if (!values.every(Number.isFinite))
    throw new TrialError({ number, problem: 'a value is not finite' })
}

/** A list has a member `values` too, so that `in` does not tell. */
const isList = (result: TrialResult): result is readonly number[] => Array.isArray(result)

function endTrial(trial: Trial, settings: StudySettings, result: TrialResult): Trial {
  const { number } = trial
  if ('failed' in result) return Object.freeze({ ...trial, state: 'failed', reason: result.failed })
  if ('pruned' in result) {
    if (trial.reports.length === 0)
      throw new TrialError({ number, problem: 'nothing was reported' })
    return Object.freeze({ ...trial, state: 'pruned' })
  }
  const { values, measured = {} } = isList(result) ? { values: result } : result
  checkValues(number, values, settings)
  const violations = violationsOf(settings.constraints, { number, values, measured })
  return Object.freeze({
    ...trial,
    state: 'complete',
    values: Object.freeze([...values]),
    ...(settings.constraints.length > 0 && { violations }),
  })
}

function seeTrial(trial: Trial, { directions }: StudySettings): SeenTrial {
  const { number, params, reports, violations = {} } = trial
  const last = reports.at(-1)
  const values = trial.state === 'pruned' ? last!.values : (trial.values ?? [])
  const losses = values.map((value, i) => (directions[i] === 'maximize' ? -value : value))
  const violation = Object.values(violations).reduce((sum, each) => sum + Math.max(0, each), 0)
  const state = trial.state as SeenTrial['state']
  return Object.freeze({ number, params, state, losses, violation, lastStep: last?.step ?? 0 })
}
