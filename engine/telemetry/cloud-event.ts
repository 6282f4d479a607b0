/**
 * Events as they leave the process: CloudEvents 1.0 in JSON, with the extensions for correlation and for
 * distributed tracing (W3C trace context). Rooms know nothing of this; whoever stands at the edge gives ids
 * and the clock.
 *
 * Source: https://github.com/cloudevents/spec, spec.md and extensions/{correlation,distributed-tracing}.md
 */
import { z } from 'zod'
import { type EventType, schemaUriOf } from './event-type.ts'
import type { TelemetryEvent } from './telemetry-event.ts'

const word = z.string().min(1).max(256)

/** W3C trace context, version 00: neither id may be all zeros. */
export const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** Describes envelopes; attributes that it does not know are passed over. */
export const cloudEventSchema = z.object({
  specversion: z.literal('1.0'),
  id: word.describe('Unique among the events of a source.'),
  source: word.describe('A URI: urn:thunderline:qa.'),
  type: word.describe('The name of the event.'),
  subject: word.describe('What it is of: the name of a scenario or a suite.'),
  time: z.iso.datetime().describe('When it was published, in UTC.'),
  datacontenttype: z.literal('application/json'),
  dataschema: word.describe('Kind and version of the event, as a URI.'),
  correlationid: word.describe('The same for all events of one command.'),
  causationid: word.optional().describe('The id of the event that brought this one about.'),
  traceparent: z.string().regex(TRACEPARENT).optional(),
  data: z.object({
    measurements: z.record(z.string(), z.number()),
    metadata: z.record(z.string(), z.string()),
  }),
})

export type CloudEvent = z.infer<typeof cloudEventSchema>

/** What an envelope says beside its event. */
export interface EnvelopeContext {
  /** A URI of whoever publishes. */
  readonly source: string
  readonly correlationId: string
  /** A W3C trace context that the command is part of. */
  readonly traceparent: string | undefined
  newId(): string
  /** Milliseconds since 1970. */
  wallTimeMs(): number
}

/** Puts an event into its envelope. */
export function wrapEvent(
  { measurements, metadata }: TelemetryEvent,
  type: EventType,
  { source, correlationId, traceparent, newId, wallTimeMs }: EnvelopeContext,
): CloudEvent {
  return {
    specversion: '1.0',
    id: newId(),
    source,
    type: type.name,
    subject: metadata[type.subject] ?? type.name,
    time: new Date(wallTimeMs()).toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaUriOf(type),
    correlationid: correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    data: { measurements, metadata },
  }
}

/** A trace context as a program is given it; undefined where it is none. */
export function parseTraceparent(text: string | undefined): string | undefined {
  return text !== undefined && TRACEPARENT.test(text) ? text : undefined
}
