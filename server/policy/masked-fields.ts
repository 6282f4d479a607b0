/**
 * Fields that not everybody sees who may see the rest.
 *
 * The table says which fields are looked after, since policies are asked about these alone: asking them about each
 * field of each item of a list would take a tenth of a millisecond each. What is in the table is decided by policies,
 * by the action `view`, once for a principal and a field.
 */
import type { ResourceName } from '../../engine/resources/resource-name.ts'

/** Groups that policies can name: `FieldGroup::"people"`. */
export type FieldGroup = 'people' | 'reasons'

/** By resources and names of fields, wherever in an answer they are. */
export const MASKED_FIELDS: Readonly<
  Partial<Record<ResourceName, Readonly<Record<string, FieldGroup>>>>
> = Object.freeze({
  AutomataRun: { created_by: 'people' },
  ModelRun: { created_by: 'people' },
  TrainingRun: { created_by: 'people' },
  LaneRuleSet: { registered_by: 'people' },
  Dataset: { registered_by: 'people' },
  Artifact: { stored_by: 'people' },
  Policy: { changed_by: 'people', reason: 'reasons' },
  Flag: { changed_by: 'people', reason: 'reasons' },
})

/**
 * Fields that nobody is shown, whatever policies say: what a secret could be told by. Lines of the ledger are told as
 * they are, since proofs are about their bytes.
 */
export const SEALED_FIELDS: ReadonlySet<string> = new Set(['secret_sha256'])
