/** Trials as comma-separated values, with the names of columns that Optuna's data frames have where they tell the same. */
import { formatCsvRecord } from '../../../engine/formats/table/write-csv.ts'
import type { StudyFacts, SummaryNews, TrialRow } from '../../../engine/worker/search-api.ts'

/** One record a trial, by number; numbers read back as the same, and what is not there is nothing. */
export function writeTrialsCsv(
  { objectives, parameters }: Pick<StudyFacts, 'objectives' | 'parameters'>,
  trials: readonly TrialRow[],
  summary: Pick<SummaryNews, 'best'> | undefined,
): string {
  const front = new Set(summary?.best)
  const wanted = new Set(objectives.map(({ name }) => name))
  const measured = [...new Set(trials.flatMap((trial) => Object.keys(trial.measured)))].filter(
    (name) => !wanted.has(name),
  )
  const head = [
    ...['number', 'state', 'feasible', 'front'],
    ...objectives.map(({ name }) => `values_${name}`),
    ...measured.map((name) => `measured_${name}`),
    ...parameters.map(({ name }) => `params_${name}`),
    ...['seconds', 'reason'],
  ]
  const lines = trials.map((trial) => {
    const { number, state, isFeasible, values, params, seconds, reason } = trial
    const isComplete = state === 'complete'
    return formatCsvRecord([
      ...[number, state, isComplete ? String(isFeasible) : undefined],
      isComplete ? String(front.has(number)) : undefined,
      ...objectives.map((_, place) => values?.[place]),
      ...measured.map((name) => trial.measured[name]),
      ...parameters.map(({ name }) => {
        const value = params[name]
        return typeof value === 'number' || value === undefined ? value : String(value)
      }),
      ...[seconds, reason],
    ])
  })
  return formatCsvRecord(head) + lines.join('')
}
