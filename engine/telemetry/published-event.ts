/**
 * What is published: measurements that are looked at and forgotten, and facts that are kept.
 *
 * An event is what its publisher knows of it. Ids, the time and the trace come with its envelope
 * (`cloud-event.ts`), which is made by whoever has a clock.
 */

/** What any event may say beside what it tells; all of it ends up in the envelope. */
export interface EventContext {
  /** The zone that it happened in: a part of the topic. */
  readonly zone?: string | undefined
  /** Who or what did it, a bit, a worker, a token: a part of the topic. */
  readonly agent?: string | undefined
  /** What brought it about; absent where nothing did that was an event. */
  readonly cause?: EventCause | undefined
  /**
   * The same for the same fact however often it is told, so that whoever has it already passes it over.
   * Absent, each telling is a fact of its own.
   */
  readonly idempotencyKey?: string | undefined
}

/** Of the envelope of the event that brought another one about. */
export interface EventCause {
  readonly id: string
  readonly correlationId: string
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}

/** Numbers, and what they are of. It is not of record: who was not listening has missed it. */
export interface MeasureEvent extends EventContext {
  readonly kind: 'measure'
  /** Dotted: `ca.qa.scenario.completed`. */
  readonly name: string
  /** Numbers by name; a unit that is not plain from the name is told by the registry. */
  readonly measurements: Readonly<Record<string, number>>
  /** What the numbers are of, in words that are few: they may become labels of metrics. */
  readonly metadata: Readonly<Record<string, string>>
}

/** A fact that goes into the ledger. */
export interface RecordEvent extends EventContext {
  readonly kind: 'record'
  /** Dotted: `ml.run.completed`. */
  readonly name: string
  /** JSON, as the registry describes it for the name. */
  readonly data: Readonly<Record<string, unknown>>
}

export type PublishedEvent = MeasureEvent | RecordEvent

/** The longest text of metadata; whoever describes an event cuts longer ones. */
export const MAX_METADATA_CHARS = 200

/** A text as metadata carries it: never empty, never too long. */
export function toMetadata(text: string): string {
  return text === '' ? 'untitled' : text.slice(0, MAX_METADATA_CHARS).toWellFormed()
}

/** A measurement that no listener can change. */
export function buildMeasure(event: Omit<MeasureEvent, 'kind'>): MeasureEvent {
  return Object.freeze({
    ...event,
    kind: 'measure',
    measurements: Object.freeze(event.measurements),
    metadata: Object.freeze(event.metadata),
  })
}
