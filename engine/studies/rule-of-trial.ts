/** The rule that a trial of automata ran. */
import { asRecord } from '../scenario/unchecked.ts'
import type { Params } from '../search/parameter.ts'
import { fillPlaces } from './automaton-trial.ts'
import type { StudyPlan } from './study-plan.ts'

/**
 * The rule as it was put into the scenario, in whatever notation; undefined where the trial ran none, or one that is in
 * a file.
 *
 * @throws {TrialValueError} where the params make no trial.
 */
export function ruleOfTrial(
  { objective }: Pick<StudyPlan, 'objective'>,
  params: Params,
): string | undefined {
  if (objective.kind !== 'automaton') return undefined
  const { base } = objective
  const { rule: varied } = fillPlaces(objective, params)
  const rule = varied ?? (base.kind === 'file' ? undefined : asRecord(base.document).rule)
  return typeof rule === 'string' ? rule : undefined
}
