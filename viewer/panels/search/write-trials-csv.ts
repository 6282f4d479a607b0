/** Trials as comma-separated values, with the names of columns that Optuna's data frames have where they tell the same. */
import { formatCsvRecord } from '../../../engine/formats/table/write-csv.ts'
import type { StudyFacts, SummaryNews, TrialRow } from '../../../engine/worker/search-api.ts'

/** One record a trial, by number; numbers read back as the same, and what is not there is nothing. */
export function writeTrialsCsv(
  { objectives, parameters }: Pick<StudyFacts, 'objectives' | 'parameters'>,
  trials: readonly TrialRow[],
  summary: Pick<SummaryNews, 'best' | 'bestUpTo'> | undefined,
): string {
  const front = new Set(summary?.best)
  const told = summary?.bestUpTo ?? Number.POSITIVE_INFINITY
  const hasClaims = trials.some(({ claim }) => claim !== undefined)
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
    ...(hasClaims ? ['claim'] : []),
  ]
  const lines = trials.map((trial) => {
    const { number, state, isFeasible, values, params, seconds, reason, claim } = trial
    const isComplete = state === 'complete'
    const isBest = summary === undefined || number > told ? undefined : front.has(number)
    return formatCsvRecord([
      ...[number, state, isComplete ? say(isFeasible) : undefined],
      isComplete ? say(isBest) : undefined,
      ...objectives.map((_, place) => values?.[place]),
      ...measured.map((name) => trial.measured[name]),
      ...parameters.map(({ name }) => {
        const value = params[name]
        return typeof value === 'number' || value === undefined ? value : String(value)
      }),
      ...[seconds, reason],
      ...(hasClaims ? [claim] : []),
    ])
  })
  return formatCsvRecord(head) + lines.join('')
}

/** What nobody knows is nothing. */
const say = (known: boolean | undefined) => (known === undefined ? undefined : String(known))
