/** What trials that are held beside each other have in common, and what not. */
import type { Choice } from '../../../engine/search/parameter.ts'
import type { StudyFacts, TrialRow } from '../../../engine/worker/search-api.ts'

/** A value of each of the trials, in their order; undefined of a trial that has none. */
export interface ComparedRow {
  readonly name: string
  readonly values: readonly (Choice | undefined)[]
  /** Where the best of them are; empty where none is better than another, or nobody says what is. */
  readonly best: readonly number[]
}

export interface Comparison {
  readonly objectives: readonly ComparedRow[]
  /** Parameters of which not all trials have the same value. */
  readonly differing: readonly ComparedRow[]
  /** Names of parameters of which they have. */
  readonly same: readonly string[]
}

/** Compares trials; parameters in the order of the study, and those that it no longer names behind. */
export function compareTrials(
  trials: readonly TrialRow[],
  { objectives, parameters }: Pick<StudyFacts, 'objectives' | 'parameters'>,
): Comparison {
  const names = new Set([
    ...parameters.map(({ name }) => name),
    ...trials.flatMap(({ params }) => Object.keys(params)),
  ])
  const rows = [...names].map(
    (name): ComparedRow => ({ name, values: trials.map(({ params }) => params[name]), best: [] }),
  )
  const differs = ({ values }: ComparedRow) => values.some((value) => value !== values[0])
  return {
    objectives: objectives.map(({ name, direction }, place) => {
      const values = trials.map((trial) => trial.values?.[place])
      return { name, values, best: findBest(values, direction === 'maximize' ? -1 : 1) }
    }),
    differing: rows.filter(differs),
    same: rows.filter((row) => !differs(row)).map(({ name }) => name),
  }
}

function findBest(values: readonly (number | undefined)[], sign: 1 | -1): readonly number[] {
  const known = values.filter((value) => value !== undefined)
  const least = Math.min(...known.map((value) => sign * value))
  if (known.every((value) => sign * value === least)) return []
  return values.flatMap((value, at) => (value !== undefined && sign * value === least ? [at] : []))
}
