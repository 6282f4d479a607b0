/**
 * Events of record in their envelopes: CloudEvents 1.0, with the extensions for correlation and distributed tracing
 * as other events have them (see `cloud-event.ts`), the topic, and the key that makes sending one twice the same as
 * sending it once.
 */
import { z } from 'zod'
import type { JsonValue } from '../../ledger/json-value.ts'
import { TRACEPARENT } from '../cloud-event.ts'
import { RecordRefusedError } from './errors.ts'
import { type RecordType, recordSchemaUri } from './record-type.ts'
import { RECORD_REGISTRY, type RecordRegistry } from './record-types.ts'
import { ALL_ZONES, buildTopic } from './topic.ts'

const word = z.string().min(1).max(256)

/** W3C Trace Context, section 3.3: at most 512 characters of printable ASCII are passed on. */
const TRACESTATE = /^[\x20-\x7e]{1,512}$/

/** Describes envelopes of records, whatever their data; nothing else may be in them. */
export const recordEnvelopeSchema = z.strictObject({
  specversion: z.literal('1.0'),
  id: word.describe('Unique among the events of a source.'),
  source: word.describe('A URI: urn:thunderline:server.'),
  type: word.describe('The name of the event.'),
  subject: word.describe('What it is of: a run, a content hash.'),
  time: z.iso.datetime().describe('When it was published, in UTC.'),
  datacontenttype: z.literal('application/json'),
  dataschema: word.describe('Kind and version of the event, as a URI.'),
  correlationid: word.describe('The same for all events that one request has brought about.'),
  causationid: word.optional().describe('The id of the event that brought this one about.'),
  traceparent: z.string().regex(TRACEPARENT).optional(),
  tracestate: z.string().regex(TRACESTATE).optional(),
  topic: word.describe('zone.event.agent'),
  idempotencykey: word.describe('What makes sending it twice the same as once.'),
  data: z.record(z.string(), z.unknown()),
})

/** An event of record, checked. */
export type RecordEvent = Readonly<z.infer<typeof recordEnvelopeSchema>> & {
  readonly data: { readonly [member: string]: JsonValue }
}

/** What somebody publishes. */
export interface NewRecord {
  /** A kind of record: `ca.run.completed`. */
  readonly name: string
  readonly data: { readonly [member: string]: JsonValue | undefined }
  /** The zone that it happened in; all, when left out. */
  readonly zone?: string
  /** Under which the same fact is published once; the event's id when left out. */
  readonly idempotencyKey?: string
}

/** What an envelope says beside its event. */
export interface RecordContext {
  /** A URI of whoever publishes. */
  readonly source: string
  /** Whoever publishes, as the last level of topics. */
  readonly agent: string
  readonly correlationId: string
  /** The id of the event that brought this one about. */
  readonly causationId?: string | undefined
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
  newId(): string
  /** Milliseconds since 1970. */
  wallTimeMs(): number
}

/**
 * Puts a record into its envelope.
 *
 * @throws {RecordRefusedError} for a kind that is not registered, and data that is not as its kind is written down.
 */
export function buildRecordEvent(
  record: NewRecord,
  context: RecordContext,
  registry: RecordRegistry = RECORD_REGISTRY,
): RecordEvent {
  const type = registry.get(record.name)
  if (type === undefined) throw refuse(record.name, ['no record of that name is registered'])
  // What is undefined is left out: JSON has no word for it.
  const data = Object.fromEntries(
    Object.entries(record.data).filter(([, value]) => value !== undefined),
  )
  const id = context.newId()
  const { causationId, traceparent, tracestate } = context
  return checkRecordEvent(
    {
      specversion: '1.0',
      ...{ id, source: context.source, type: type.name },
      subject: String(data[type.subject]),
      time: new Date(context.wallTimeMs()).toISOString(),
      datacontenttype: 'application/json',
      dataschema: recordSchemaUri(type),
      correlationid: context.correlationId,
      ...(causationId === undefined ? {} : { causationid: causationId }),
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(tracestate === undefined ? {} : { tracestate }),
      topic: buildTopic({
        zone: record.zone ?? ALL_ZONES,
        event: type.name,
        agent: context.agent,
      }),
      idempotencykey: record.idempotencyKey ?? id,
      data,
    },
    registry,
  )
}

/**
 * An event of record that is as its kind is written down.
 *
 * @throws {RecordRefusedError} for anything else.
 */
export function checkRecordEvent(
  value: unknown,
  registry: RecordRegistry = RECORD_REGISTRY,
): RecordEvent {
  const read = recordEnvelopeSchema.safeParse(value)
  if (!read.success) throw refuse(nameOf(value), describe(read.error))
  const type = registry.get(read.data.type)
  if (type === undefined) throw refuse(read.data.type, ['no record of that name is registered'])
  const faults = findFaults(read.data, type)
  if (faults.length > 0) throw refuse(type.name, faults)
  return read.data as RecordEvent
}

function findFaults(event: z.infer<typeof recordEnvelopeSchema>, type: RecordType): string[] {
  const faults: string[] = []
  const schema = recordSchemaUri(type)
  if (event.dataschema !== schema) {
    faults.push(`dataschema: ${event.dataschema} is not known, ${schema} is`)
  }
  const data = type.data.safeParse(event.data)
  if (!data.success) faults.push(...describe(data.error, 'data'))
  else if (event.subject !== String(data.data[type.subject])) {
    faults.push(`subject: it is not the data's ${type.subject}`)
  }
  const levels = event.topic.split('.')
  if (levels.slice(1, -1).join('.') !== type.name) {
    faults.push('topic: it is not zone.event.agent')
  }
  return faults
}

function refuse(event: string, faults: readonly string[]): RecordRefusedError {
  return new RecordRefusedError({ event, faults: faults.slice(0, MAX_FAULTS) })
}

/** So many faults of an event are told. */
const MAX_FAULTS = 5
const MAX_FAULT_CHARS = 200

function nameOf(value: unknown): string {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : ''
  return typeof type === 'string' ? type.slice(0, 80) : ''
}

function describe(error: z.ZodError, ...root: string[]): string[] {
  return error.issues.slice(0, MAX_FAULTS).map(({ path, message }) => {
    const where = [...root, ...path.map(String)].join('.')
    return `${where}: ${message}`.slice(0, MAX_FAULT_CHARS)
  })
}
