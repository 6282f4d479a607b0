/** The event that made a row: what its later events are caused by. */
export interface EventRefs {
  readonly event_id: string
  readonly correlation_id: string
  readonly traceparent?: string | undefined
}

export const EVENT_REFS = ['event_id', 'correlation_id', 'traceparent'] as const

/** Something without the event that made it. */
export function withoutRefs<T extends EventRefs>(
  row: T,
): Omit<T, 'event_id' | 'correlation_id' | 'traceparent'> {
  const { event_id: _event, correlation_id: _correlation, traceparent: _trace, ...rest } = row
  return rest
}
