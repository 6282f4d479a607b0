/** What objectives of a training are shown beside: the same numbers of an answer that is always the same, and of ridge regression. */
import type { Trial } from '../search/trial.ts'
import type { StudyPlan } from './study-plan.ts'

export interface TrainingBaseline {
  readonly name: 'majority' | 'ridge'
  /** By objective; undefined where it is none of what is right or wrong. */
  readonly values: readonly (number | undefined)[]
}

/** Those of a study, by any of its complete trials, which all tell the same; none of a study that trains nothing. */
export function readBaselines(
  { objective, objectives }: StudyPlan,
  trials: readonly Trial[],
): readonly TrainingBaseline[] {
  const told = trials.find(({ state }) => state === 'complete')?.measured
  if (objective.kind !== 'training' || told === undefined) return []
  return (['majority', 'ridge'] as const).map((name) => ({
    name,
    values: objectives.map((wanted) => baselineOf(name, wanted.name, told)),
  }))
}

/** `longTestAccuracy` of ridge is 1 less `ridgeLongTestError`. */
function baselineOf(
  name: TrainingBaseline['name'],
  objective: string,
  told: Readonly<Record<string, number>>,
): number | undefined {
  const part = /^(.*?)(error|accuracy)$/i.exec(objective)
  if (part === null) return undefined
  const [, which = '', what = ''] = part
  const upper = which === '' ? '' : `${which[0]!.toUpperCase()}${which.slice(1)}`
  const error = told[`${name}${upper}Error`]
  return error === undefined || /error/i.test(what) ? error : 1 - error
}
