/** What a study has come to: how its trials ended, and which of them are the best. */
import type { Study } from '../search/study.ts'
import type { Trial } from '../search/trial.ts'
import type { StudyPlan } from './study-plan.ts'

export interface StudySummary {
  readonly counts: Readonly<Record<Trial['state'], number>>
  /** Complete trials that break a constraint. */
  readonly infeasible: number
  /** The feasible trials that no other is better than, by number. */
  readonly best: readonly Trial[]
}

/** Sums up a study. */
export function summarizeStudy(_plan: StudyPlan, study: Study): StudySummary {
  const counts = { running: 0, complete: 0, pruned: 0, failed: 0 }
  let infeasible = 0
  for (const { state, violations = {} } of study.trials) {
    counts[state]++
    if (Object.values(violations).some((each) => each > 0)) infeasible++
  }
  return { counts, infeasible, best: study.bestTrials() }
}
