/**
 * The one reader of envelopes. It is strict: what it takes is an envelope as `wrapEvent` makes it, of a type and
 * version that is registered, and all else is refused with the field that is wrong. An unknown attribute is
 * refused too, since a reader that passes over what it does not know would lose it for good.
 */
import type { z } from 'zod'
import { StrictJsonError } from '../json/errors.ts'
import type { JsonValue } from '../json/json-value.ts'
import { parseStrictJson } from '../json/strict-json.ts'
import { type CloudEvent, cloudEventSchema, parseTracestate } from './cloud-event.ts'
import { CloudEventError, TopicError } from './errors.ts'
import { findDataFaults } from './event-registry.ts'
import type { EventType } from './event-type.ts'
import { parseTopic } from './topic.ts'

/** Longer texts are refused: CloudEvents, "Size Limits", wants 64 KiB to pass everywhere. */
export const MAX_ENVELOPE_BYTES = 64 * 1024

/** Deeper texts are refused; events have four levels. */
const MAX_LEVELS = 16

const MAX_PROBLEM_CHARS = 200
const MAX_FIELD_CHARS = 120

const refuse = (field: string, problem: string) =>
  new CloudEventError({
    field: field.slice(0, MAX_FIELD_CHARS),
    problem: problem.slice(0, MAX_PROBLEM_CHARS),
  })

/**
 * Reads an envelope from its JSON.
 *
 * @param schemas all versions of all types, of `buildSchemaIndex`.
 * @throws {CloudEventError} where it is none, or its event is not as its type is written down.
 */
export function parseCloudEvent(text: string, schemas: ReadonlyMap<string, EventType>): CloudEvent {
  const isLong =
    text.length > MAX_ENVELOPE_BYTES || new TextEncoder().encode(text).length > MAX_ENVELOPE_BYTES
  if (isLong) {
    throw refuse('', `it has more than ${MAX_ENVELOPE_BYTES} bytes`)
  }
  const read = cloudEventSchema.safeParse(readJson(text))
  if (!read.success) throw describeIssue(read.error.issues[0])
  const envelope = read.data
  const type = schemas.get(envelope.dataschema)
  if (type === undefined) throw refuse('dataschema', 'no such type and version is registered')
  assertAttributes(envelope, type)
  assertData(envelope, type)
  return envelope
}

function readJson(text: string): JsonValue {
  try {
    return parseStrictJson(text, { maxChars: MAX_ENVELOPE_BYTES, maxDepth: MAX_LEVELS })
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error
    const { problem, offset } = error.details
    throw refuse('', `${problem}, at character ${offset + 1}`)
  }
}

function describeIssue(issue: z.core.$ZodIssue | undefined): CloudEventError {
  if (issue === undefined) return refuse('', 'it is no envelope')
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') path.push(issue.keys[0] ?? '')
  return refuse(path.join('.'), issue.message)
}

/** What attributes promise of each other. */
function assertAttributes(envelope: CloudEvent, type: EventType): void {
  const { topic, traceparent, tracestate, idempotencykey, causationid, id } = envelope
  if (envelope.type !== type.name) throw refuse('type', `its schema is that of ${type.name}`)
  if (causationid === id) throw refuse('causationid', 'an event does not bring itself about')
  if (type.kind === 'record' && idempotencykey === undefined) {
    throw refuse('idempotencykey', 'a fact of record has one')
  }
  if (tracestate !== undefined) {
    if (traceparent === undefined) throw refuse('tracestate', 'there is no traceparent beside it')
    if (parseTracestate(tracestate) === undefined)
      throw refuse('tracestate', 'it is not well-formed')
  }
  try {
    if (parseTopic(topic).event !== type.name) throw refuse('topic', `it is not of ${type.name}`)
  } catch (error) {
    throw error instanceof TopicError ? refuse('topic', error.details.problem) : error
  }
}

function assertData({ data, subject }: CloudEvent, type: EventType): void {
  const told: Record<string, unknown> = type.kind === 'record' ? { data } : { ...data }
  const [fault] = findDataFaults(type, told)
  if (fault !== undefined) {
    const [, path = '', problem = fault] = /^([^:]*): (.*)$/s.exec(fault) ?? []
    throw refuse(type.kind === 'record' ? path : `data.${path}`, problem)
  }
  const words = type.kind === 'record' ? data : (told.metadata as Record<string, unknown>)
  const named = (words as Record<string, unknown>)[type.subject]
  if (named !== undefined && named !== subject) {
    throw refuse('subject', `it is not the ${type.subject} of the event`)
  }
}
