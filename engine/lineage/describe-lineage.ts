/** What an event of the ledger tells of lineage: which things there are, and which was made from which. */
import { LINEAGE_TYPES } from '../telemetry/types/lineage-types.ts'
import { PROMOTION_TYPES } from '../telemetry/types/promotion-types.ts'
import { RUN_TYPES } from '../telemetry/types/run-types.ts'
import { STUDY_TYPES } from '../telemetry/types/study-types.ts'
import { SYSTEM_TYPES } from '../telemetry/types/system-types.ts'
import { TRIAL_TYPES } from '../telemetry/types/trial-types.ts'
import { PROMOTION_DESCRIBERS } from './describe-promotions.ts'
import { RUN_DESCRIBERS } from './describe-runs.ts'
import { STUDY_DESCRIBERS } from './describe-studies.ts'
import { THING_DESCRIBERS } from './describe-things.ts'
import { FactsBuilder } from './facts-builder.ts'
import type { LineageFacts } from './lineage-facts.ts'
import type { HashText } from './node-id.ts'

/** Of an envelope, what is read. */
export interface DescribedEvent {
  readonly type?: unknown
  readonly time?: unknown
  readonly data?: unknown
}

type Describer = (facts: FactsBuilder, data: never, atMs?: number) => void

const DESCRIBERS: Readonly<Record<string, Describer>> = {
  ...RUN_DESCRIBERS,
  ...STUDY_DESCRIBERS,
  ...THING_DESCRIBERS,
  ...PROMOTION_DESCRIBERS,
}

const SCHEMAS = new Map(
  [
    ...[...RUN_TYPES, ...STUDY_TYPES, ...TRIAL_TYPES],
    ...[...LINEAGE_TYPES, ...PROMOTION_TYPES, ...SYSTEM_TYPES],
  ]
    .filter(({ name }) => Object.hasOwn(DESCRIBERS, name))
    .map(({ name, data }) => [name as string, data]),
)

/** The types of events that tell anything of lineage. */
export const LINEAGE_EVENTS: readonly string[] = Object.freeze([...SCHEMAS.keys()])

const NOTHING: LineageFacts = Object.freeze({ nodes: [], edges: [] })

/**
 * What an event tells of lineage; nothing where it is of another kind, or not as its kind is registered. It depends on
 * the event alone.
 *
 * @param hash SHA-256 of a text in UTF-8, in lower-case hex.
 */
export function describeLineage(event: DescribedEvent, hash: HashText): LineageFacts {
  const { type, time, data } = event
  if (typeof type !== 'string') return NOTHING
  const read = SCHEMAS.get(type)?.safeParse(data)
  if (read?.success !== true) return NOTHING
  const atMs = typeof time === 'string' ? Date.parse(time) : Number.NaN
  const facts = new FactsBuilder(hash)
  DESCRIBERS[type]!(facts, read.data as never, Number.isNaN(atMs) ? undefined : atMs)
  return facts.build()
}
