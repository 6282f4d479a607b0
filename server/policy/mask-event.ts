/**
 * Events on record for somebody who may not see who did what: fields that name people are `null`, and the agent of a
 * topic is one that is not known. Which fields these are stands with the types of events.
 */
import { isRegistered, MASKED_OF_ANY_EVENT, MASKED_OF_EVENTS } from './masked-fields.ts'

/** Of an event, what is looked at. */
export interface MaskableEvent {
  readonly type?: unknown
  readonly subject?: unknown
  readonly topic?: unknown
  readonly data?: unknown
}

/** Tells whether somebody may not see a field of events that has this value. */
export type IsEventFieldHidden = (field: string, value: unknown) => boolean

const UNKNOWN_AGENT = '_'

/** What of an event is hidden. */
interface Hidden {
  readonly fields: readonly string[]
  readonly isAgent: boolean
}

/** Whether anything of an event is hidden. */
export function hidesAnything(event: MaskableEvent, isHidden: IsEventFieldHidden): boolean {
  const { fields, isAgent } = findHidden(event, isHidden)
  return isAgent || fields.length > 0
}

/** The event without what is hidden. A subject that says the same as a hidden field is left out. */
export function maskEvent<E extends MaskableEvent>(event: E, isHidden: IsEventFieldHidden): E {
  const { fields, isAgent } = findHidden(event, isHidden)
  if (!isAgent && fields.length === 0) return event
  const { subject, ...rest } = event
  const data = { ...(event.data as Record<string, unknown> | undefined) }
  const isSubject = fields.some((field) => data[field] === subject)
  for (const field of fields) data[field] = null
  return {
    ...rest,
    ...(subject === undefined || isSubject ? {} : { subject }),
    ...(isAgent ? { topic: withoutAgent(String(event.topic)) } : {}),
    ...(fields.length === 0 ? {} : { data }),
  } as E
}

function findHidden(event: MaskableEvent, isHidden: IsEventFieldHidden): Hidden {
  const { type, topic, data } = event
  const agent = typeof topic === 'string' ? agentOf(topic) : UNKNOWN_AGENT
  const isAgent = agent !== UNKNOWN_AGENT && isHidden('agent', agent)
  if (typeof data !== 'object' || data === null) return { fields: [], isAgent }
  const masked =
    MASKED_OF_EVENTS.get(String(type)) ?? (isRegistered(type) ? {} : MASKED_OF_ANY_EVENT)
  const fields = Object.keys(masked).filter((field) => {
    const value = (data as Record<string, unknown>)[field]
    return value !== undefined && value !== null && isHidden(field, value)
  })
  return { fields, isAgent }
}

/** The last level; ids of tokens have no letters that are written otherwise there. */
const agentOf = (topic: string) => topic.slice(topic.lastIndexOf('.') + 1)

const withoutAgent = (topic: string) =>
  `${topic.slice(0, topic.lastIndexOf('.') + 1)}${UNKNOWN_AGENT}`
