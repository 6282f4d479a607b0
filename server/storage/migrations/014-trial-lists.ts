/** Pages of the trials of a study, the newest first, without a look at those of other studies. */
import type { Migration } from './migration.ts'

export const TRIAL_LISTS: Migration = {
  number: 14,
  name: 'trial-lists',
  statements: [`create index study_trials_by_seq on study_trials (study_id, seq)`],
}
