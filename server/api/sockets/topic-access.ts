/** Which operation reads the same as a topic: who may not do the one may not subscribe to the other. */
import type { LiveTopic } from '../../../engine/protocol/live-api.ts'

/** To be done, with this input, for its answer; or to be permitted, of this resource. */
export type TopicAccess =
  | { readonly kind: 'call'; readonly operation: string; readonly input: object }
  | { readonly kind: 'permit'; readonly operation: string; readonly id: string }

/** The operation of a topic. Policies may speak of events by the pattern that is asked for. */
export function accessOf(topic: LiveTopic): TopicAccess {
  switch (topic.kind) {
    case 'run':
      return { kind: 'call', operation: 'runs.get', input: { run_id: topic.run_id } }
    case 'zone':
      return { kind: 'call', operation: 'runs.zones', input: { run_id: topic.run_id } }
    case 'study':
    case 'trials':
      return { kind: 'call', operation: 'studies.get', input: { study_id: topic.study_id } }
    case 'events':
      return { kind: 'permit', operation: 'events.list', id: topic.pattern }
    case 'lineage':
      return { kind: 'permit', operation: 'lineage.descendants', id: '*' }
    case 'presence': {
      const { room, member } = topic
      return { kind: 'call', operation: 'presence.join', input: { room, member } }
    }
    case 'metrics':
      return { kind: 'permit', operation: 'system.metrics', id: '*' }
    default:
      return topic satisfies never
  }
}
