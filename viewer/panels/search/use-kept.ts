/** Which trials the filters leave, for every plot and the table: found once for all of them. */
import type { StudyFacts, TrialRow } from '../../../engine/worker/search-api.ts'
import { useStudyStore } from '../../state/study-store.ts'
import { filterTrials, type ValueFilter } from '../../state/value-filter.ts'

type Kept = ReadonlySet<number> | undefined

let last:
  | { trials: readonly TrialRow[]; filters: readonly ValueFilter[]; facts: StudyFacts; kept: Kept }
  | undefined

/** The numbers of the trials that pass; undefined where all do. */
export function useKept(facts: StudyFacts): Kept {
  const trials = useStudyStore((state) => state.trials)
  const filters = useStudyStore((state) => state.filters)
  if (last?.trials !== trials || last.filters !== filters || last.facts !== facts) {
    last = { trials, filters, facts, kept: filterTrials(trials, facts, filters) }
  }
  return last.kept
}
