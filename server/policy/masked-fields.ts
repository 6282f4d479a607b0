/**
 * Fields that not everybody sees who may see the rest.
 *
 * The table says which fields are looked after, since policies are asked about these alone: asking them about each
 * field of each item of a list would take a tenth of a millisecond each. What is in the table is decided by policies,
 * by the action `view`, once for a principal and a field.
 */

import type { ResourceName } from '../../engine/resources/resource-name.ts'
import type { MaskGroup } from '../../engine/telemetry/event-type.ts'
import { EVENT_TYPES } from '../../engine/telemetry/event-types.ts'

/** Fields of events that are not for everybody, by types: what the registry says of each. */
export const MASKED_OF_EVENTS: ReadonlyMap<string, Readonly<Record<string, MaskGroup>>> = new Map(
  EVENT_TYPES.flatMap((type) =>
    'masked' in type ? [[type.name as string, type.masked as Record<string, MaskGroup>]] : [],
  ),
)

/** Whether a type is registered: then it has no other fields than it says. */
export const isRegistered = (type: unknown) => TYPES.has(String(type))

const TYPES: ReadonlySet<string> = new Set(EVENT_TYPES.map(({ name }) => name))

/** All of them, and the agent of a topic; what is held against an event of a type that nobody knows here. */
export const MASKED_OF_ANY_EVENT: Readonly<Record<string, MaskGroup>> = Object.freeze({
  agent: 'people',
  ...Object.assign({}, ...MASKED_OF_EVENTS.values()),
})

/** By resources and names of fields, wherever in an answer they are. */
export const MASKED_FIELDS: Readonly<
  Partial<Record<ResourceName, Readonly<Record<string, MaskGroup>>>>
> = Object.freeze({
  AutomataRun: { created_by: 'people', reason: 'reasons' },
  ModelRun: { created_by: 'people', cancelled_by: 'people', reason: 'reasons' },
  TrainingRun: { created_by: 'people', cancelled_by: 'people', reason: 'reasons' },
  Study: { created_by: 'people', changed_by: 'people', reason: 'reasons' },
  LaneRuleSet: { registered_by: 'people' },
  ResourceAllocation: { reason: 'reasons' },
  Alert: { resolved_by: 'people', reason: 'reasons' },
  Dataset: { registered_by: 'people' },
  Artifact: { stored_by: 'people', changed_by: 'people', reason: 'reasons' },
  Slot: { defined_by: 'people', reason: 'reasons' },
  Promotion: {
    ...{ proposed_by: 'people', decided_by: 'people', ended_by: 'people' },
    reason: 'reasons',
  },
  Policy: { changed_by: 'people', reason: 'reasons' },
  Flag: { changed_by: 'people', reason: 'reasons' },
  Verdict: { principal: 'people', owner: 'people', resource: 'people', link_sha256: 'people' },
  Token: { created_by: 'people', revoked_by: 'people' },
  Presence: { principal: 'people' },
  // As `engine/lineage` calls who brought something about, and why.
  Lineage: {
    ...{ created_by: 'people', registered_by: 'people', cancelled_by: 'people' },
    ...{ by: 'people', expired_by: 'people', decided_by: 'people', ended_by: 'people' },
    ...{ reason: 'reasons', expired_why: 'reasons', ended_why: 'reasons' },
  },
  Event: MASKED_OF_ANY_EVENT,
})

/**
 * Fields that nobody is shown, whatever policies say: what a secret could be told by. Lines of the ledger are told as
 * they are, since proofs are about their bytes, or not at all.
 */
export const SEALED_FIELDS: ReadonlySet<string> = new Set(['secret_sha256'])
