/**
 * The journal that Optuna's `JournalStorage` with a file keeps: JSON, one operation a line, in the order in which they are
 * applied. Operations and fields as of its versions 4.9 and 5.0.
 */
import type { Parameter } from '../parameter.ts'
import type { Direction, Trial } from '../trial.ts'

/** Numbers of operations. */
export const OPERATIONS = Object.freeze({
  createStudy: 0,
  deleteStudy: 1,
  setStudyUserAttr: 2,
  setStudySystemAttr: 3,
  createTrial: 4,
  setTrialParam: 5,
  setTrialStateValues: 6,
  setTrialIntermediateValue: 7,
  setTrialUserAttr: 8,
  setTrialSystemAttr: 9,
} as const)

/** Numbers of states; one of a trial that waits, 4, we have not. */
export const STATES: Readonly<Record<Trial['state'], number>> = Object.freeze({
  running: 0,
  complete: 1,
  pruned: 2,
  failed: 3,
})

/** Numbers of directions. */
export const DIRECTIONS: Readonly<Record<Direction, number>> = Object.freeze({
  minimize: 1,
  maximize: 2,
})

/** The attribute of a study under which its settings stand, as our own JSON has them: Optuna has no place for all of them. */
export const SETTINGS_ATTR = 'thunderline:settings'

/** Attributes of a trial: what Optuna has no place for. */
export const REPORTS_ATTR = 'thunderline:reports'
export const MEASURED_ATTR = 'thunderline:measured'
export const REASON_ATTR = 'thunderline:reason'

/** Where Optuna's samplers keep by how much constraints are broken: above 0 is broken. */
export const CONSTRAINTS_ATTR = 'constraints'

/** A parameter as Optuna writes it: JSON within JSON. */
export function writeDistribution(parameter: Parameter): string {
  if (parameter.type === 'categorical') {
    const attributes = { choices: parameter.choices }
    return JSON.stringify({ name: 'CategoricalDistribution', attributes })
  }
  const { type, low, high, log = false } = parameter
  if (type === 'float') {
    const attributes = { step: parameter.step ?? null, low, high, log }
    return JSON.stringify({ name: 'FloatDistribution', attributes })
  }
  // Optuna knows no steps on a logarithmic scale; each value is one without.
  const step = log ? 1 : (parameter.step ?? 1)
  return JSON.stringify({ name: 'IntDistribution', attributes: { log, step, low, high } })
}
