/** Which operation reads the same as a topic: who may not do the one may not subscribe to the other. */
import type { LiveTopic } from '../../../engine/protocol/live-api.ts'

export interface TopicAccess {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** The operation, with an input that costs little. */
export function accessOf(topic: LiveTopic): TopicAccess {
  switch (topic.kind) {
    case 'run':
      return { operation: 'runs.get', input: { run_id: topic.run_id } }
    case 'zone':
      return { operation: 'runs.zones', input: { run_id: topic.run_id } }
    case 'events':
      return { operation: 'events.list', input: { pattern: topic.pattern, limit: 1 } }
    case 'lineage':
      return { operation: 'lineage.watch', input: {} }
    case 'metrics':
      return { operation: 'system.metrics', input: {} }
    default:
      return topic satisfies never
  }
}
