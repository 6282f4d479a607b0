/** Events as clients of sockets get them. */
import type { LiveEvent } from '../../../engine/protocol/live-api.ts'
import type { FeedEntry } from '../../events/log-feed.ts'

/** Describes an entry of the ledger; what an imported event does not have is left out. */
export function toLiveEvent({ seq, event, topic }: FeedEntry): LiveEvent {
  const { id, type, source, subject, time, correlationid, causationid, traceparent, data } = event
  const optional = {
    ...{ subject, time, traceparent },
    ...{ correlation_id: correlationid, causation_id: causationid },
  }
  const told = Object.fromEntries(
    Object.entries(optional).filter(([, value]) => typeof value === 'string'),
  )
  return {
    ...{ seq, id: textOf(id), type: textOf(type), source: textOf(source), topic },
    ...told,
    data: isObject(data) ? data : {},
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
