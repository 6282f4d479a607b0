/**
 * Under which topic an event is told: `zone.event.agent`, in the manner of MQTT over dots, so that a listener can ask
 * for all that happens in a zone, for one kind of event everywhere, or for what one agent tells.
 *
 * Zone and agent are one level each; the event's name has as many as it has words.
 *
 * @example buildTopic({ zone: 'core', event: 'ca.run.completed', agent: 'server' }) // core.ca.run.completed.server
 *
 * Source: the seed day-0-plan-glossary-cerebros.md, "MQTT-like topics in Thunderflow: zone.event.agentid".
 */

/** The zone of what is of none, or of all. */
export const ALL_ZONES = 'all'

/** The agent of what came from elsewhere. */
export const UNKNOWN_AGENT = 'unknown'

export interface TopicParts {
  readonly zone: string
  readonly event: string
  readonly agent: string
}

/** Longer names of zones and agents are cut. */
const MAX_LEVEL_CHARS = 64

/** The topic of an event. What a level cannot have is written as `_`. */
export function buildTopic({ zone, event, agent }: TopicParts): string {
  return `${toLevel(zone, ALL_ZONES)}.${event}.${toLevel(agent, UNKNOWN_AGENT)}`
}

function toLevel(text: string, empty: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_LEVEL_CHARS) || empty
}
