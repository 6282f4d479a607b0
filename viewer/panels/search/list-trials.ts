/** Which trials a table lists, and in which order. */
import type { StudyFacts, SummaryNews, TrialRow } from '../../../engine/worker/search-api.ts'

export type TrialFilter = 'all' | 'front' | 'feasible' | 'failed'
/** `newest`, or the place of an objective, whose best come first. */
export type TrialOrder = 'newest' | number

/** The trials of a table. */
export function listTrials(
  trials: readonly TrialRow[],
  { objectives }: Pick<StudyFacts, 'objectives'>,
  summary: Pick<SummaryNews, 'best'> | undefined,
  { filter, order }: { readonly filter: TrialFilter; readonly order: TrialOrder },
): readonly TrialRow[] {
  const front = new Set(summary?.best)
  const kept = trials.filter(({ number, state, isFeasible }) => {
    if (filter === 'front') return front.has(number)
    if (filter === 'feasible') return state === 'complete' && isFeasible
    return filter === 'all' || state === 'failed'
  })
  if (order === 'newest') return kept.toReversed()
  const sign = objectives[order]?.direction === 'maximize' ? -1 : 1
  const worst = Number.POSITIVE_INFINITY
  const lossOf = ({ values }: TrialRow) => (values === undefined ? worst : sign * values[order]!)
  return kept.toSorted((a, b) => {
    const [one, other] = [lossOf(a), lossOf(b)]
    return one === other ? a.number - b.number : one < other ? -1 : 1
  })
}
