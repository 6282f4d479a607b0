/** The topic of an event that is on record. */
import { formatTopic } from '../../engine/telemetry/topic.ts'
import type { LoggedEvent } from './consumer.ts'

/** Events that were imported may have no topic. */
export function topicOf(event: LoggedEvent): string {
  if (typeof event.topic === 'string') return event.topic
  return formatTopic({ zone: undefined, event: typeOf(event), agent: undefined })
}

/** The name of an event; empty where it has none. */
export const typeOf = ({ type }: LoggedEvent): string => (typeof type === 'string' ? type : '')
