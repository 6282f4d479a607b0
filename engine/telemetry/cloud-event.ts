/**
 * Events as they leave the process: CloudEvents 1.0 in JSON, with extensions for correlation, for distributed
 * tracing (W3C trace context), for consumers that must not do a thing twice, and for topics. Rooms know
 * nothing of this; whoever stands at the edge gives ids and the clock.
 *
 * Source: https://github.com/cloudevents/spec, spec.md and extensions/{correlation,distributed-tracing}.md;
 * https://www.w3.org/TR/trace-context/ for the two headers.
 */
import { z } from 'zod'
import { type EventType, schemaUriOf } from './event-type.ts'
import type { PublishedEvent } from './published-event.ts'
import { formatTopic } from './topic.ts'
import { MAX_TOPIC_CHARS } from './topic-pattern.ts'

const MAX_WORD_CHARS = 256
const word = z.string().min(1).max(MAX_WORD_CHARS)

/** W3C trace context, version 00: neither id may be all zeros. */
export const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** W3C trace context, section 3.3.1.3: members `key=value` of visible ASCII, 32 of them and 512 characters at most. */
const TRACESTATE_MEMBER = /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[ -+\--<>-~]{0,255}[!-+\--<>-~]$/
const MAX_TRACESTATE_CHARS = 512
const MAX_TRACESTATE_MEMBERS = 32

/** Describes envelopes; `data` is as the type of the event has it. An attribute that is not here is a fault. */
export const cloudEventSchema = z.strictObject({
  specversion: z.literal('1.0'),
  id: word.describe('Unique among the events of a source.'),
  source: word.describe('A URI: urn:thunderline:qa.'),
  type: word.describe('The name of the event.'),
  subject: word.describe('What it is of: a scenario, a run, an artifact.'),
  time: z.iso.datetime().describe('When it was published, in UTC.'),
  datacontenttype: z.literal('application/json'),
  dataschema: word.describe('Type and version of the event, as a URI.'),
  correlationid: word.describe('The same for all events of one command or one request.'),
  causationid: word.optional().describe('The id of the event that brought this one about.'),
  traceparent: z.string().regex(TRACEPARENT).optional().describe('The W3C trace it is part of.'),
  tracestate: z
    .string()
    .min(1)
    .max(MAX_TRACESTATE_CHARS)
    .optional()
    .describe('What tracing systems say of that; only beside a traceparent.'),
  idempotencykey: word
    .optional()
    .describe('The same for the same fact however often it is told; each fact of record has one.'),
  topic: z.string().max(MAX_TOPIC_CHARS).describe('zone.event.agent'),
  data: z.record(z.string(), z.unknown()).describe('As the type of the event has it.'),
})

type Envelope = z.infer<typeof cloudEventSchema>

/** An envelope with its event. */
export type CloudEvent = Readonly<Envelope>

/** What an envelope says beside its event. */
export interface EnvelopeContext {
  /** A URI of whoever publishes. */
  readonly source: string
  /** Of events that nothing brought about; others have that of their cause. */
  readonly correlationId: string
  /** A W3C trace context that the command is part of. */
  readonly traceparent: string | undefined
  readonly tracestate?: string | undefined
  newId(): string
  /** Milliseconds since 1970. */
  wallTimeMs(): number
}

/**
 * Puts an event into its envelope: the one way in which envelopes are made.
 *
 * An event that another one brought about has the correlation of that, and its id as the causation. A fact of
 * record without a key of its own has its id for one.
 *
 * @param event as `checkEvent` gives it.
 * @throws {TopicError} where the zone or the agent cannot be part of a topic; `checkEvent` refuses these.
 */
export function wrapEvent(
  event: PublishedEvent,
  type: EventType,
  context: EnvelopeContext,
): CloudEvent {
  const { zone, agent, cause } = event
  const id = context.newId()
  const isRecord = event.kind === 'record'
  const told = isRecord ? event.data : event.metadata
  const subject = told[type.subject]
  const { traceparent, tracestate } = cause?.traceparent === undefined ? context : cause
  const idempotencykey = event.idempotencyKey ?? (isRecord ? id : undefined)
  return {
    specversion: '1.0',
    id,
    source: context.source,
    type: type.name,
    subject: typeof subject === 'string' ? subject : type.name,
    time: new Date(context.wallTimeMs()).toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaUriOf(type),
    correlationid: cause?.correlationId ?? context.correlationId,
    ...(cause === undefined ? {} : { causationid: cause.id }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(traceparent === undefined || tracestate === undefined ? {} : { tracestate }),
    ...(idempotencykey === undefined ? {} : { idempotencykey }),
    topic: formatTopic({ zone, event: type.name, agent }),
    data: isRecord
      ? { ...event.data }
      : { measurements: event.measurements, metadata: event.metadata },
  }
}

/** A trace context as a program is given it; undefined where it is none. */
export function parseTraceparent(text: string | undefined): string | undefined {
  return text !== undefined && TRACEPARENT.test(text) ? text : undefined
}

/** What tracing systems say of a trace, as a program is given it; undefined where it is not well-formed. */
export function parseTracestate(text: string | undefined): string | undefined {
  if (text === undefined || text === '' || text.length > MAX_TRACESTATE_CHARS) return undefined
  const members = text
    .split(',')
    .map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''))
    // Empty ones are allowed, since proxies that join headers leave them.
    .filter((member) => member !== '')
  const keys = members.map((member) => member.split('=', 1)[0]!)
  const isGood =
    members.length > 0 &&
    members.length <= MAX_TRACESTATE_MEMBERS &&
    new Set(keys).size === keys.length &&
    members.every((member) => TRACESTATE_MEMBER.test(member))
  return isGood ? text : undefined
}
