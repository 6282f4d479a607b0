/**
 * Tables of artifacts, data sets, sets of rules, runs of models and allocations, made of the ledger.
 *
 * One consumer has them all, so that a move costs one transaction. What a state machine does not allow is kept as a
 * refused move, and changes nothing else: whoever put it on record was too late, or wrong, and no letter is dead for it.
 */
import { type ArtifactEvent, nextArtifact } from '../../../engine/resources/artifact.ts'
import { nextDataset } from '../../../engine/resources/dataset.ts'
import {
  type LaneRuleSet,
  nextRuleSet,
  replaceRuleSet,
} from '../../../engine/resources/lane-rule-set.ts'
import { type ModelRunEvent, nextModelRun } from '../../../engine/resources/model-run.ts'
import {
  type AllocationEvent,
  nextAllocation,
} from '../../../engine/resources/resource-allocation.ts'
import type { ToldEvent } from '../../../engine/resources/told-event.ts'
import { ALLOCATION_TABLE } from '../../storage/allocation-tables.ts'
import { ARTIFACT_TABLE } from '../../storage/artifact-tables.ts'
import type { Transaction } from '../../storage/database.ts'
import { DATASET_TABLE } from '../../storage/dataset-tables.ts'
import { MODEL_RUN_TABLE } from '../../storage/model-run-tables.ts'
import { insertRefusedMove } from '../../storage/refused-move-tables.ts'
import { putResource, type ResourceTable, selectResource } from '../../storage/resource-rows.ts'
import { RULE_SET_TABLE, selectCurrentRuleSet } from '../../storage/rule-set-tables.ts'
import type { Projection } from './projection.ts'
import { type ReadEvent, readToldEvent } from './told-event.ts'

/** What becomes of an event; the state that stood in its way, where it was refused. */
type Outcome = { readonly isMade: true } | { readonly isMade: false; readonly state?: string }

interface Subject {
  readonly resource: string
  readonly idField: string
  apply(transaction: Transaction, event: ReadEvent, seq: number): Promise<Outcome>
}

const MADE: Outcome = Object.freeze({ isMade: true })

/** Something of which each event is about one row. */
function subjectOf<T extends object, E extends ReadEvent>(
  resource: string,
  table: ResourceTable<T>,
  next: (found: T | undefined, event: E) => T | undefined,
): Subject {
  return {
    resource,
    idField: table.key,
    async apply(transaction, event, seq) {
      const id = String(event.data[table.key])
      const found = await selectResource(transaction, table, id, 'for update')
      const after = next(found, event as E)
      if (after === undefined) return refusedIn(found)
      await putResource(transaction, table, after, seq)
      return MADE
    },
  }
}

function refusedIn(found: object | undefined): Outcome {
  if (found === undefined) return { isMade: false }
  return { isMade: false, state: 'state' in found ? String(found.state) : 'registered' }
}

const ruleSets: Subject = {
  resource: 'LaneRuleSet',
  idField: 'rule_set_id',
  async apply(transaction, event, seq) {
    const told = event as unknown as ToldEvent<'rules.registered'>
    const { rule_set_id, sha256, previous_sha256 } = told.data
    const found = await selectResource(transaction, RULE_SET_TABLE, rule_set_id, 'for update')
    const after = nextRuleSet(found, told)
    const same = await selectCurrentRuleSet(transaction, sha256)
    if (after === undefined || same !== undefined) return refusedIn(found ?? same)
    if (previous_sha256 !== undefined) {
      const replaced = await findReplaced(transaction, told)
      if (replaced === undefined) return { isMade: false }
      await putResource(transaction, RULE_SET_TABLE, replaced, seq)
    }
    await putResource(transaction, RULE_SET_TABLE, after, seq)
    return MADE
  },
}

async function findReplaced(
  transaction: Transaction,
  event: ToldEvent<'rules.registered'>,
): Promise<LaneRuleSet | undefined> {
  const previous = await selectCurrentRuleSet(transaction, event.data.previous_sha256!)
  return previous === undefined ? undefined : replaceRuleSet(previous, event)
}

const artifacts = subjectOf('Artifact', ARTIFACT_TABLE, (found, event: ArtifactEvent) =>
  nextArtifact(found, event),
)
const datasets = subjectOf('Dataset', DATASET_TABLE, nextDataset)
const runs = subjectOf('ModelRun', MODEL_RUN_TABLE, (found, event: ModelRunEvent) =>
  nextModelRun(found, event),
)
const allocations = subjectOf(
  'ResourceAllocation',
  ALLOCATION_TABLE,
  (found, event: AllocationEvent) => nextAllocation(found, event),
)

const SUBJECTS: ReadonlyMap<string, Subject> = new Map([
  ['artifact.stored', artifacts],
  ['artifact.promoted', artifacts],
  ['artifact.expired', artifacts],
  ['dataset.registered', datasets],
  ['rules.registered', ruleSets],
  ['ml.run.created', runs],
  ['ml.run.started', runs],
  ['ml.run.completed', runs],
  ['ml.run.failed', runs],
  ['ml.run.cancelled', runs],
  ['allocation.granted', allocations],
  ['allocation.released', allocations],
])

const MAX_ID_CHARS = 128

export const RESOURCE_PROJECTION: Projection = Object.freeze({
  name: 'resources',
  pattern: '#',
  tables: [
    ...['artifacts', 'datasets', 'lane_rule_sets', 'model_runs', 'allocations'],
    'refused_moves',
  ],
  async handle({ seq, event }, transaction) {
    const type = String(event.type)
    const subject = SUBJECTS.get(type)
    if (subject === undefined) return
    const told = readToldEvent(event)
    const outcome: Outcome =
      told === undefined ? { isMade: false } : await subject.apply(transaction, told, seq)
    if (outcome.isMade) return
    const { resource, idField } = subject
    const id = String(told?.data[idField] ?? event.subject ?? '').replaceAll('\0', '')
    const refused = { seq, type, resource, id: id.slice(0, MAX_ID_CHARS) }
    await insertRefusedMove(transaction, { ...refused, state: outcome.state })
  },
} satisfies Projection)
