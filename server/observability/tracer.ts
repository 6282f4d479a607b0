/**
 * Spans of distributed traces, as the rooms of the server know them. Contexts are handed on as W3C `traceparent`, in
 * calls and in envelopes of events, so that what an event brings about later is in the trace of what brought it about.
 */

/** What a span is for its trace: the receiving or the sending end of something, or work within. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

export interface SpanOptions {
  /** The context that it is part of; where there is none, it begins a trace. */
  readonly parent: string | undefined
  readonly kind?: SpanKind
  readonly attributes?: SpanAttributes
  /** When it began, in milliseconds since 1970; now where nobody says. */
  readonly startMs?: number
}

/** A span that has begun. */
export interface Span {
  /** The context of what is done within; that of the parent where nothing is traced. */
  readonly traceparent: string | undefined
  note(attributes: SpanAttributes): void
  /**
   * @param error what it failed with; absent where it did not.
   * @param endMs when, in milliseconds since 1970; now where nobody says.
   */
  end(error?: unknown, endMs?: number): void
}

export interface Tracer {
  /** Whether spans go anywhere. */
  readonly isOn: boolean
  begin(name: string, options: SpanOptions): Span
}

/** Traces nothing, and hands contexts on as they came. */
export const NO_TRACER: Tracer = Object.freeze({
  isOn: false,
  begin: (_name: string, { parent }: SpanOptions) => ({
    traceparent: parent,
    note() {},
    end() {},
  }),
})

/** Does work inside a span; what it throws is told of there, and thrown on. */
export async function inSpan<T>(
  tracer: Tracer,
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracer.begin(name, options)
  try {
    const value = await work(span)
    span.end()
    return value
  } catch (error) {
    span.end(error)
    throw error
  }
}
