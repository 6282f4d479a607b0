/** What a trial has to have of an objective or a parameter to be shown. */
import type { Choice } from '../../engine/search/parameter.ts'
import type { StudyFacts, TrialRow } from '../../engine/worker/search-api.ts'

interface OfValue {
  readonly of: 'objective' | 'parameter'
  /** The name of the objective or the parameter. */
  readonly name: string
}

export type ValueFilter =
  /** A number from `low` to `high`, both with it. */
  | (OfValue & { readonly low: number; readonly high: number })
  /** One of some choices. */
  | (OfValue & { readonly choices: readonly Choice[] })

/** Whether two filters are of the same value, so that one stands in the place of the other. */
export const isSameValue = (a: ValueFilter, b: ValueFilter): boolean =>
  a.of === b.of && a.name === b.name

/**
 * The numbers of the trials that pass all filters; undefined where there is no filter, and all are shown. A trial that
 * has no such value does not pass.
 */
export function filterTrials(
  trials: readonly TrialRow[],
  { objectives }: Pick<StudyFacts, 'objectives'>,
  filters: readonly ValueFilter[],
): ReadonlySet<number> | undefined {
  if (filters.length === 0) return undefined
  const tests = filters.map((filter) => {
    const place = objectives.findIndex(({ name }) => name === filter.name)
    const read =
      filter.of === 'objective'
        ? ({ values }: TrialRow) => values?.[place]
        : ({ params }: TrialRow) => params[filter.name]
    return (trial: TrialRow) => {
      const value = read(trial)
      if (value === undefined) return false
      if ('choices' in filter) return filter.choices.includes(value)
      return typeof value === 'number' && value >= filter.low && value <= filter.high
    }
  })
  return new Set(
    trials.filter((trial) => tests.every((test) => test(trial))).map(({ number }) => number),
  )
}
