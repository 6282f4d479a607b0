/** What a trial has to keep to be feasible. */
import { TrialError } from './errors.ts'

/** A bound on an objective, or on something else that is measured, told by its name. */
export interface Constraint {
  readonly name: string
  /** The number of an objective; without, the value is told with the result, under `name`. */
  readonly objective?: number | undefined
  readonly atMost?: number | undefined
  readonly atLeast?: number | undefined
}

/**
 * By how much each constraint is broken; 0 where it is kept.
 *
 * @throws {TrialError} where a value that a constraint measures was not told.
 */
export function violationsOf(
  constraints: readonly Constraint[],
  told: {
    readonly number: number
    readonly values: readonly number[]
    readonly measured: Readonly<Record<string, number>>
  },
): Readonly<Record<string, number>> {
  const { number, values, measured } = told
  const violations: Record<string, number> = {}
  for (const { name, objective, atMost, atLeast } of constraints) {
    const value = objective === undefined ? measured[name] : values[objective]
    if (value === undefined || !Number.isFinite(value)) {
      throw new TrialError({ number, problem: `the constraint ${name} was not measured` })
    }
    const over = atMost === undefined ? 0 : Math.max(0, value - atMost)
    const under = atLeast === undefined ? 0 : Math.max(0, atLeast - value)
    violations[name] = over + under
  }
  return Object.freeze(violations)
}
