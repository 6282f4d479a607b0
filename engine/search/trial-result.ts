/** What came of a trial: how it ends, and how samplers see it then. */
import { violationsOf } from './constraint.ts'
import { TrialError } from './errors.ts'
import type { StudySettings } from './study-settings.ts'
import type { Direction, SeenTrial, Trial, TrialReport } from './trial.ts'

/** Reasons are kept up to so many characters. */
const MAX_REASON_CHARS = 1000

/** Values, with what constraints measure where there are any; or why there is none. */
export type TrialResult =
  | readonly number[]
  | {
      readonly values: readonly number[]
      /** What else was measured, by name; constraints that are on no objective are found by it. */
      readonly measured?: Readonly<Record<string, number>> | undefined
    }
  | { readonly failed: string }
  | { readonly pruned: true }

/** A list has a member `values` too, so that `in` does not tell. */
const isList = (result: TrialResult): result is readonly number[] => Array.isArray(result)

type Settings = Pick<StudySettings, 'directions' | 'constraints'>

/** @throws {TrialError} unless there is a finite value for each objective. */
export function checkValues(number: number, values: readonly number[], settings: Settings): void {
  const { length } = settings.directions
  if (values.length !== length) {
    throw new TrialError({ number, problem: `it has ${values.length} values, not ${length}` })
  }
  if (!values.every(Number.isFinite)) {
    throw new TrialError({ number, problem: 'a value is not finite' })
  }
}

/** The trial with its result. @throws {TrialError} where the result is none of this study. */
export function endTrial(trial: Trial, settings: Settings, result: TrialResult): Trial {
  const { number } = trial
  if (isList(result)) return completeTrial(trial, settings, { values: result })
  if ('failed' in result) {
    const reason = result.failed.slice(0, MAX_REASON_CHARS)
    return Object.freeze({ ...trial, state: 'failed', reason })
  }
  if (!('pruned' in result)) return completeTrial(trial, settings, result)
  if (trial.reports.length === 0) throw new TrialError({ number, problem: 'nothing was reported' })
  return Object.freeze({ ...trial, state: 'pruned' })
}

function completeTrial(
  trial: Trial,
  settings: Settings,
  { values, measured }: Extract<TrialResult, { readonly values: readonly number[] }>,
): Trial {
  const { number } = trial
  checkValues(number, values, settings)
  const { constraints } = settings
  return Object.freeze({
    ...trial,
    state: 'complete',
    values: Object.freeze([...values]),
    ...(measured !== undefined && { measured: Object.freeze({ ...measured }) }),
    ...(constraints.length > 0 && {
      violations: violationsOf(constraints, { number, values, measured: measured ?? {} }),
    }),
  })
}

/** A trial that has ended, as samplers see it. */
export function seeTrial(trial: Trial, { directions }: Settings): SeenTrial {
  const { number, params, reports, violations = {} } = trial
  const last = reports.at(-1)
  const values = trial.state === 'pruned' ? last!.values : (trial.values ?? [])
  const state = trial.state as SeenTrial['state']
  const violation = Object.values(violations).reduce((sum, each) => sum + each, 0)
  const losses = toLosses(values, directions)
  return Object.freeze({ number, params, state, losses, violation, lastStep: last?.step ?? 0 })
}

/** The reports of a trial as losses. */
export function seeReports(
  { reports }: Trial,
  directions: readonly Direction[],
): readonly TrialReport[] {
  return reports.map(({ step, values }) => ({ step, values: toLosses(values, directions) }))
}

const toLosses = (values: readonly number[], directions: readonly Direction[]) =>
  values.map((value, i) => (directions[i] === 'maximize' ? -value : value))
