/** Holds events to what is written down of their type. */
import { z } from 'zod'
import { canonicalJson } from '../json/canonical-json.ts'
import { CanonicalJsonError } from '../json/errors.ts'
import { EventRefusedError, TopicError } from './errors.ts'
import { type EventType, schemaUriOf } from './event-type.ts'
import { buildMeasure, type PublishedEvent } from './published-event.ts'
import { formatTopic, MAX_PLACE_CHARS } from './topic.ts'

/** Types of events by their names, each in its newest version: what may be published. */
export type EventRegistry = ReadonlyMap<string, EventType>

/** So many faults of an event are told. */
const MAX_FAULTS = 5
const MAX_FAULT_CHARS = 120

/**
 * The data of an event have at most so many bytes as JSON in UTF-8: what carries envelopes need not take more
 * than 64 KiB (CloudEvents, "Size Limits"), and other attributes have at most 16.
 */
export const MAX_DATA_BYTES = 48 * 1024

/** @throws {EventRefusedError} where a version of a name is there twice. */
export function buildRegistry(types: readonly EventType[]): EventRegistry {
  const registry = new Map<string, EventType>()
  for (const type of buildSchemaIndex(types).values()) {
    if (type.version > (registry.get(type.name)?.version ?? 0)) registry.set(type.name, type)
  }
  return registry
}

/**
 * All versions of all types by the URIs of their schemas: what may be read.
 *
 * @throws {EventRefusedError} where a version of a name is there twice.
 */
export function buildSchemaIndex(types: readonly EventType[]): ReadonlyMap<string, EventType> {
  const index = new Map<string, EventType>()
  for (const type of types) {
    const uri = schemaUriOf(type)
    if (index.has(uri)) {
      throw new EventRefusedError({ event: type.name, faults: ['it is registered twice'] })
    }
    index.set(uri, type)
  }
  return index
}

const place = z.string().min(1).max(MAX_PLACE_CHARS).optional()
const reference = z.string().min(1).max(256)

const context = {
  name: z.string(),
  zone: place,
  agent: place,
  idempotencyKey: reference.optional(),
  cause: z
    .strictObject({
      id: reference,
      correlationId: reference,
      traceparent: z.string().max(256).optional(),
      tracestate: z.string().max(512).optional(),
    })
    .optional(),
}

/** An event, before anything is known of its fields. */
const shape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('measure'),
    ...context,
    measurements: z.record(z.string(), z.number()),
    metadata: z.record(z.string(), z.string()),
  }),
  z.strictObject({
    kind: z.literal('record'),
    ...context,
    data: z.record(z.string(), z.unknown()),
  }),
])

/**
 * An event that is as its type is written down: a frozen copy.
 *
 * @throws {EventRefusedError} for a type that is not registered or of the other kind, and fields that are
 * missing, of another type, out of their bounds, or unknown.
 */
export function checkEvent(registry: EventRegistry, event: unknown): PublishedEvent {
  const read = shape.safeParse(event)
  if (!read.success) throw refuse(nameOf(event), describeFaults(read.error))
  const { name } = read.data
  const type = registry.get(name)
  if (type === undefined) throw refuse(name, ['no event of that name is registered'])
  const faults = [...findDataFaults(type, read.data), ...findPlaceFaults(read.data)]
  if (faults.length > 0) throw refuse(name, faults)
  return read.data.kind === 'measure'
    ? buildMeasure(read.data)
    : Object.freeze({ ...read.data, data: freezeDeep(structuredClone(read.data.data)) })
}

/**
 * What is wrong with what an event tells, by what is written down of its type; empty where nothing is.
 *
 * @param told the members of an event, or of the data of an envelope.
 */
export function findDataFaults(
  type: EventType,
  told: { readonly [key: string]: unknown },
): readonly string[] {
  const parts =
    type.kind === 'record'
      ? ([['data', type.data]] as const)
      : ([
          ['measurements', type.measurements],
          ['metadata', type.metadata],
        ] as const)
  const faults = parts.flatMap(([part, schema]) =>
    describeFaults(schema.safeParse(told[part]).error, part),
  )
  if (faults.length > 0) return faults.slice(0, MAX_FAULTS)
  return findTextFaults(Object.fromEntries(parts.map(([part]) => [part, told[part]])))
}

/** What would come out of a file otherwise than it went in, or is too much for one. */
function findTextFaults(values: object): readonly string[] {
  try {
    const { length } = new TextEncoder().encode(canonicalJson(values))
    return length > MAX_DATA_BYTES ? [`it has more than ${MAX_DATA_BYTES} bytes`] : []
  } catch (error) {
    if (!(error instanceof CanonicalJsonError)) throw error
    return [error.message.slice(0, MAX_FAULT_CHARS)]
  }
}

/** A zone or an agent that cannot be part of a topic would lose the event when it is wrapped. */
function findPlaceFaults({ zone, name, agent }: z.infer<typeof shape>): readonly string[] {
  try {
    formatTopic({ zone, event: name, agent })
    return []
  } catch (error) {
    if (!(error instanceof TopicError)) throw error
    return [error.message.slice(0, MAX_FAULT_CHARS)]
  }
}

function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const each of Object.values(value)) freezeDeep(each)
  return Object.freeze(value)
}

function refuse(event: string, faults: readonly string[]): EventRefusedError {
  return new EventRefusedError({ event, faults: faults.slice(0, MAX_FAULTS) })
}

function nameOf(event: unknown): string {
  const name = typeof event === 'object' && event !== null && 'name' in event ? event.name : ''
  return typeof name === 'string' ? name : ''
}

/** Faults that zod found, each with the path of its field, in few words. */
export function describeFaults(error: z.ZodError | undefined, ...root: string[]): string[] {
  const issues = error?.issues.slice(0, MAX_FAULTS) ?? []
  return issues.map(({ path, message }) => {
    const where = [...root, ...path.map(String)].join('.')
    return `${where}: ${message}`.slice(0, MAX_FAULT_CHARS)
  })
}
