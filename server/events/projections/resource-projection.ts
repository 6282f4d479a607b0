/**
 * Tables of artifacts, data sets, sets of rules, runs of models, allocations, alerts, slots and promotions, made
 * of the ledger.
 *
 * One consumer has them all, so that a move costs one transaction. What a state machine does not allow is kept as a
 * refused move, and changes nothing else: whoever put it on record was too late, or wrong, and no letter is dead for it.
 */
import { type AlertEvent, nextAlert } from '../../../engine/resources/alert.ts'
import { type ArtifactEvent, nextArtifact } from '../../../engine/resources/artifact.ts'
import type { PromotionEvent } from '../../../engine/resources/change-champion.ts'
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
import { ALERT_TABLE } from '../../storage/alert-tables.ts'
import { ALLOCATION_TABLE } from '../../storage/allocation-tables.ts'
import { ARTIFACT_TABLE } from '../../storage/artifact-tables.ts'
import type { Transaction } from '../../storage/database.ts'
import { DATASET_TABLE } from '../../storage/dataset-tables.ts'
import { MODEL_RUN_TABLE } from '../../storage/model-run-tables.ts'
import { PROMOTION_TABLE, SLOT_TABLE } from '../../storage/promotion-tables.ts'
import { insertRefusedMoves, type RefusedMove } from '../../storage/refused-move-tables.ts'
import {
  lockResources,
  putResources,
  type ResourceTable,
  selectResource,
  type ToldResource,
} from '../../storage/resource-rows.ts'
import { RULE_SET_TABLE, selectCurrentRuleSet } from '../../storage/rule-set-tables.ts'
import type { Delivery } from '../consumer.ts'
import { projectPromotion } from './project-promotion.ts'
import type { Projection } from './projection.ts'
import { type ReadEvent, readToldEvent } from './told-event.ts'

/** What becomes of an event; the state that stood in its way, where it was refused. */
type Outcome = { readonly isMade: true } | { readonly isMade: false; readonly state?: string }

const MADE: Outcome = Object.freeze({ isMade: true })

/** Something that events are about. */
interface Subject {
  readonly resource: string
  readonly table: ResourceTable<object>
  /** What an event makes of the row that it is about; undefined where it is no legal move. */
  next?(found: object | undefined, event: ReadEvent): object | undefined
  /** Where an event may be about several rows: reads and writes them itself. */
  project?(transaction: Transaction, event: ReadEvent, seq: number): Promise<Outcome>
}

/** Forgets of which type its rows and events are: it is asked for events of its own names alone, which were checked. */
function subjectOf<T extends object, E extends ReadEvent>(
  resource: string,
  table: ResourceTable<T>,
  next: (found: T | undefined, event: E) => T | undefined,
): Subject {
  return { resource, table, next } as unknown as Subject
}

/** The same, where an event is about several rows. */
function subjectOfMany(
  resource: string,
  table: unknown,
  project: NonNullable<Subject['project']>,
): Subject {
  return { resource, table: table as ResourceTable<object>, project }
}

function refusedIn(found: object | undefined): Outcome {
  if (found === undefined) return { isMade: false }
  return { isMade: false, state: 'state' in found ? String(found.state) : 'registered' }
}

/** A set may take the place of another, of another id. */
async function registerRuleSet(
  transaction: Transaction,
  event: ReadEvent,
  seq: number,
): Promise<Outcome> {
  const told = event as unknown as ToldEvent<'rules.registered'>
  const { rule_set_id, sha256, previous_sha256 } = told.data
  const found = await selectResource(transaction, RULE_SET_TABLE, rule_set_id, 'for update')
  const after = nextRuleSet(found, told)
  const same = await selectCurrentRuleSet(transaction, sha256)
  if (after === undefined || same !== undefined) return refusedIn(found ?? same)
  if (previous_sha256 !== undefined) {
    const replaced = await findReplaced(transaction, told)
    if (replaced === undefined) return { isMade: false }
    await putResources(transaction, RULE_SET_TABLE, [{ resource: replaced, seq }])
  }
  await putResources(transaction, RULE_SET_TABLE, [{ resource: after, seq }])
  return MADE
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
const ruleSets = subjectOfMany('LaneRuleSet', RULE_SET_TABLE, registerRuleSet)
const slots = subjectOfMany('Slot', SLOT_TABLE, changeSlots)
const promotions = subjectOfMany('Promotion', PROMOTION_TABLE, changeSlots)

async function changeSlots(
  transaction: Transaction,
  event: ReadEvent,
  seq: number,
): Promise<Outcome> {
  const refused = await projectPromotion(transaction, event as unknown as PromotionEvent, seq)
  if (refused === undefined) return MADE
  const { state } = refused
  return state === undefined ? { isMade: false } : { isMade: false, state }
}
const alerts = subjectOf('Alert', ALERT_TABLE, (found, event: AlertEvent) =>
  nextAlert(found, event),
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
  ['ml.slot.defined', slots],
  ['ml.promotion.proposed', promotions],
  ['ml.promotion.decided', promotions],
  ['ml.promotion.withdrawn', promotions],
  ['ml.promotion.rolled_back', promotions],
  ['thunderbolt.alert.raised', alerts],
  ['thunderbolt.alert.resolved', alerts],
])

const MAX_ID_CHARS = 128

export const RESOURCE_PROJECTION: Projection = Object.freeze({
  name: 'resources',
  pattern: '#',
  tables: [
    ...['artifacts', 'datasets', 'lane_rule_sets', 'model_runs', 'allocations'],
    ...['alerts', 'slots', 'promotions', 'refused_moves'],
  ],
  handle: (delivery, transaction) => projectAll([delivery], transaction),
  handleAll: projectAll,
} satisfies Projection)

/** An event that is about a resource; without what it tells where it is not as its type is written down. */
interface Told {
  readonly seq: number
  readonly type: string
  readonly subject: Subject
  readonly event: ReadEvent | undefined
  readonly id: string
}

/** What is known of all that events tell of is read at once, and written at once. */
async function projectAll(
  deliveries: readonly Delivery[],
  transaction: Transaction,
): Promise<void> {
  const told = deliveries.flatMap(readTold)
  if (told.length === 0) return
  const known = await Known.open(transaction, told)
  const refused: RefusedMove[] = []
  for (const each of told) {
    const outcome = await apply(transaction, known, each)
    if (outcome.isMade) continue
    const { seq, type, subject, id } = each
    const named = { resource: subject.resource, id: id.slice(0, MAX_ID_CHARS) }
    refused.push({ seq, type, ...named, state: outcome.state })
  }
  await known.write(transaction)
  await insertRefusedMoves(transaction, refused)
}

function readTold({ seq, event }: Delivery): readonly Told[] {
  const type = String(event.type)
  const subject = SUBJECTS.get(type)
  if (subject === undefined) return []
  const read = readToldEvent(event)
  const id = String(read?.data[subject.table.key] ?? event.subject ?? '').replaceAll('\0', '')
  return [{ seq, type, subject, event: read, id }]
}

async function apply(transaction: Transaction, known: Known, told: Told): Promise<Outcome> {
  const { subject, event, seq, id } = told
  if (event === undefined) return { isMade: false }
  if (subject.project !== undefined) return await subject.project(transaction, event, seq)
  const found = known.get(subject, id)
  const after = subject.next?.(found, event)
  if (after === undefined) return refusedIn(found)
  known.set(subject, id, { resource: after, seq })
  return MADE
}

/** What is known of resources while events are heard. */
class Known {
  readonly #found = new Map<Subject, Map<string, object>>()
  readonly #changed = new Map<Subject, Map<string, ToldResource<object>>>()

  static async open(transaction: Transaction, told: readonly Told[]): Promise<Known> {
    const known = new Known()
    for (const [subject, ofSubject] of Map.groupBy(told, (each) => each.subject)) {
      if (subject.project !== undefined) continue
      const ids = new Set(ofSubject.map(({ id }) => id))
      known.#found.set(subject, await lockResources(transaction, subject.table, [...ids]))
    }
    return known
  }

  get(subject: Subject, id: string): object | undefined {
    return this.#found.get(subject)?.get(id)
  }

  set(subject: Subject, id: string, told: ToldResource<object>): void {
    this.#found.get(subject)?.set(id, told.resource)
    const changed = this.#changed.get(subject) ?? new Map<string, ToldResource<object>>()
    // A row that is new has the number of the event that made it.
    const first = changed.get(id)?.seq ?? told.seq
    changed.set(id, { resource: told.resource, seq: first })
    this.#changed.set(subject, changed)
  }

  async write(transaction: Transaction): Promise<void> {
    for (const [subject, changed] of this.#changed) {
      await putResources(transaction, subject.table, [...changed.values()])
    }
  }
}
