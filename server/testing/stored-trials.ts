/** Trials as the tables have them, put there without a record. */
import type { Database } from '../storage/database.ts'
import { putResources } from '../storage/resource-rows.ts'
import { type StoredTrial, TRIAL_TABLE } from '../storage/trial-tables.ts'

/** A trial of a study that is completed. */
export function completedTrial(
  studyId: string,
  number: number,
  more: Partial<StoredTrial> = {},
): StoredTrial {
  return {
    ...{ trial_id: `${studyId}:${number}`, study_id: studyId, number, state: 'completed' },
    ...{ proposal_id: 'tests', sampler: 'tests', parameters: [], ends: 0, attempt: 0, reports: [] },
    ...{ values: [], measured: [], outputs: [], proposed_at_ms: 0, ended_at_ms: 0, end: number },
    ...{ event_id: 'tests', correlation_id: 'tests' },
    ...more,
  }
}

let seq = 0

/** Puts trials into the tables. */
export async function storeTrials(
  database: Database,
  trials: readonly StoredTrial[],
): Promise<void> {
  const told = trials.map((resource) => ({ resource, seq: seq++ }))
  await database.transaction((transaction) => putResources(transaction, TRIAL_TABLE, told))
}
