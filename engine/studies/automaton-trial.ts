/** Trials that are automata: what is run for values of parameters, and what comes of it. */
import type { Params } from '../search/parameter.ts'
import type { PointValues } from '../simulation/sweep/apply-values.ts'
import { soupsOfNumber } from './census-numbers.ts'
import { TrialValueError } from './errors.ts'
import type { ReplicateRow, ReplicateTask } from './run-replicate.ts'
import { summarize } from './statistic.ts'
import type { AutomatonPlan, ValuePlan } from './study-plan.ts'
import { fillTemplate } from './template.ts'

/**
 * The runs of a trial, one a seed.
 *
 * @throws {TrialValueError} where ticks are no whole number.
 */
export function listReplicates(plan: AutomatonPlan, params: Params): readonly ReplicateTask[] {
  const values = fillPlaces(plan, params)
  const soups = [...new Set(plan.values.flatMap(({ of }) => soupsOfNumber(of) ?? []))]
  return (plan.seeds ?? [undefined]).map((seed) => ({ values, seed, soups }))
}

/** What parameters put at which place; places whose parameters do not exist stay as the scenario has them. */
export function fillPlaces({ set }: Pick<AutomatonPlan, 'set'>, params: Params): PointValues {
  const filled = Object.entries(set).map(
    ([place, each]) => [place, fillTemplate(each, params)] as const,
  )
  const values: PointValues = Object.fromEntries(filled.filter(([, value]) => value !== undefined))
  const { ticks } = values
  if (ticks === undefined || (Number.isSafeInteger(ticks) && Number(ticks) >= 0)) return values
  throw new TrialValueError({
    value: 'ticks',
    problem: `${JSON.stringify(ticks)} is no whole number`,
  })
}

/**
 * Values of a trial after some of its runs, by name.
 *
 * @param runs their rows, in the order of the seeds; at least one.
 * @throws {TrialValueError} where a run lacks a number.
 */
export function valuesOfRuns(
  plans: readonly ValuePlan[],
  runs: readonly (readonly ReplicateRow[])[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(plans.map((plan) => [plan.name, measureValue(plan, runs)]))
}

function measureValue(plan: ValuePlan, runs: readonly (readonly ReplicateRow[])[]): number {
  const { when, over, target, of, name } = plan
  const perRun = runs.map((rows, i) => {
    const seen = rows.flatMap((row) => (Object.hasOwn(row, of) ? [row[of]!] : []))
    // What the last probe lacks is not there, whatever was before.
    const isThere = when === 'last' ? Object.hasOwn(rows.at(-1) ?? {}, of) : seen.length > 0
    if (!isThere) return missingOf(plan, i)
    const value = summarize(when, seen)
    return target === undefined ? value : Math.abs(value - target)
  })
  const value = summarize(over, perRun)
  if (Number.isFinite(value)) return value
  throw new TrialValueError({ value: name, problem: `${of} comes to ${value}` })
}

/** What stands for a number that is not there is no number of a run, and so has no distance to a target. */
function missingOf({ of, missing, name }: ValuePlan, run: number): number {
  if (missing !== undefined) return missing
  throw new TrialValueError({ value: name, problem: `run ${run + 1} of the trial has no ${of}` })
}
