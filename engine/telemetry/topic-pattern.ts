/**
 * Which names a listener wants to hear, in the manner of MQTT 5.0 (section 4.7.1) over dotted names:
 * `+` stands for exactly one level, `#` at the end for any number of them, none included.
 *
 * @example isHeardBy(parseTopicPattern('ca.+.scenario.#'), 'ca.qa.scenario.completed') // true
 */
import { TopicPatternError } from './errors.ts'

/** Longer names and patterns are refused. */
export const MAX_TOPIC_CHARS = 256
/** Names and patterns of more levels are refused. */
export const MAX_TOPIC_LEVELS = 16

/** The levels of a pattern that was read. */
export interface TopicPattern {
  readonly text: string
  /** Each a word, or `+`. */
  readonly levels: readonly string[]
  /** Whether more levels may follow. */
  readonly isOpen: boolean
}

const LEVEL = /^[A-Za-z0-9_-]+$/

/**
 * Reads a pattern.
 *
 * @throws {TopicPatternError} where a level is empty or has other letters, `#` is not the last level, or it
 * is too long.
 */
export function parseTopicPattern(text: string): TopicPattern {
  const refuse = (problem: string) => new TopicPatternError({ pattern: text, problem })
  if (text.length > MAX_TOPIC_CHARS) throw refuse(`it has more than ${MAX_TOPIC_CHARS} letters`)
  const levels = text.split('.')
  if (levels.length > MAX_TOPIC_LEVELS) throw refuse(`it has more than ${MAX_TOPIC_LEVELS} levels`)
  const isOpen = levels.at(-1) === '#'
  if (isOpen) levels.pop()
  for (const level of levels) {
    if (level === '+' || LEVEL.test(level)) continue
    throw refuse(
      level === '#'
        ? '# may only be the last level'
        : 'a level needs letters, digits, _ and -, or is + or #',
    )
  }
  return Object.freeze({ text, levels: Object.freeze(levels), isOpen })
}

/** Tells whether a name is one that a pattern stands for. */
export function isHeardBy({ levels, isOpen }: TopicPattern, name: string): boolean {
  const words = name.split('.')
  if (isOpen ? words.length < levels.length : words.length !== levels.length) return false
  return levels.every((level, place) => level === '+' || level === words[place])
}
