/** What a trial has to keep to be feasible. */
import { z } from 'zod'
import { TrialError } from './errors.ts'

/** A bound on an objective, or on something else that is measured, told by its name. */
export interface Constraint {
  readonly name: string
  /** The number of an objective; without, the value is told with the result, under `name`. */
  readonly objective?: number | undefined
  readonly atMost?: number | undefined
  readonly atLeast?: number | undefined
}

const bound = z.number().optional()

/** Constraints as they are written: each with a bound, and a name of its own. */
export const CONSTRAINTS_SCHEMA = z
  .array(
    z
      .strictObject({
        name: z.string().min(1).max(200),
        objective: z.int().min(0).optional(),
        atMost: bound,
        atLeast: bound,
      })
      .refine(({ atMost, atLeast }) => atMost !== undefined || atLeast !== undefined, {
        error: 'it has neither atMost nor atLeast',
      }),
  )
  .max(100)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
    error: 'a name is there twice',
  })

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
