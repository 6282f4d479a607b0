/**
 * Topics: `zone.event.agent`, by which those who listen choose among events of one name.
 *
 * The first level is the zone, the last the agent, and between them stand the levels of the event's name. Both
 * are ids that others chose, so each becomes one level of letters, digits, `-` and `_`: bytes of UTF-8 that
 * are anything else, and `_` itself, are written `_` and two hexadecimal digits. An id that is not known is
 * `_` alone, which no id is written as. Patterns over topics are those over names (`topic-pattern.ts`).
 *
 * @example formatTopic({ zone: 'north 1', event: 'bit.ticked', agent: undefined }) // 'north_201.bit.ticked._'
 */
import { TopicError } from './errors.ts'
import { MAX_TOPIC_CHARS, MAX_TOPIC_LEVELS } from './topic-pattern.ts'

/** What a topic says. */
export interface Topic {
  /** Undefined where it happened in no zone, or in one that is not told. */
  readonly zone: string | undefined
  /** The name of the event. */
  readonly event: string
  /** Undefined where nobody is told to have done it. */
  readonly agent: string | undefined
}

/** A zone or an agent has at most so many characters; as a level it has at most as many. */
export const MAX_PLACE_CHARS = 80

const UNKNOWN = '_'
const PLAIN = /^[A-Za-z0-9-]$/
const LEVEL = /^(?:[A-Za-z0-9-]|_[0-9a-f]{2})+$/
const NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/

/**
 * Writes a topic.
 *
 * @throws {TopicError} where the zone or the agent is empty, is no Unicode or is too long when it is written, or
 * the whole is too long.
 */
export function formatTopic({ zone, event, agent }: Topic): string {
  const topic = [escapeLevel(zone), event, escapeLevel(agent)].join('.')
  assertTopic(topic)
  return topic
}

/** Tells whether an id can be the zone or the agent of a topic. */
export function isPlace(id: string): boolean {
  try {
    return escapeLevel(id) !== UNKNOWN
  } catch (error) {
    if (error instanceof TopicError) return false
    throw error
  }
}

/**
 * Reads a topic; `formatTopic` gives the same text again.
 *
 * @throws {TopicError} where it is none.
 */
export function parseTopic(topic: string): Topic {
  assertTopic(topic)
  const levels = topic.split('.')
  const zone = unescapeLevel(levels[0]!, topic)
  const agent = unescapeLevel(levels.at(-1)!, topic)
  return { zone, event: levels.slice(1, -1).join('.'), agent }
}

function assertTopic(topic: string): void {
  const refuse = (problem: string) => new TopicError({ topic, problem })
  if (topic.length > MAX_TOPIC_CHARS) throw refuse(`it has more than ${MAX_TOPIC_CHARS} letters`)
  const { length } = topic.split('.')
  if (length > MAX_TOPIC_LEVELS) throw refuse(`it has more than ${MAX_TOPIC_LEVELS} levels`)
  if (length < 3) throw refuse('it needs a zone, an event and an agent')
  if (!NAME.test(topic)) throw refuse('a level needs letters, digits, _ and -')
}

function escapeLevel(id: string | undefined): string {
  if (id === undefined) return UNKNOWN
  const refuse = (problem: string) => new TopicError({ topic: id, problem })
  if (id === '' || !id.isWellFormed()) throw refuse('a zone or an agent needs a text of Unicode')
  let level = ''
  for (const byte of new TextEncoder().encode(id.slice(0, MAX_PLACE_CHARS + 1))) {
    const letter = String.fromCharCode(byte)
    level += PLAIN.test(letter) ? letter : `_${byte.toString(16).padStart(2, '0')}`
  }
  if (level.length <= MAX_PLACE_CHARS) return level
  throw refuse(`a zone or an agent may have ${MAX_PLACE_CHARS} letters as a level`)
}

function unescapeLevel(level: string, topic: string): string | undefined {
  if (level === UNKNOWN) return undefined
  const refuse = () => new TopicError({ topic, problem: `${level} is not how a level is written` })
  if (!LEVEL.test(level) || level.length > MAX_PLACE_CHARS) throw refuse()
  const bytes = (level.match(/_..|./g) ?? []).map((part) =>
    part.length === 1 ? part.charCodeAt(0) : Number.parseInt(part.slice(1), 16),
  )
  let id: string
  try {
    id = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
  } catch {
    throw refuse()
  }
  // One id has one topic: what need not be escaped must not be.
  if (escapeLevel(id) !== level) throw refuse()
  return id
}
