import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TopicPatternError } from './errors.ts'
import { isHeardBy, MAX_TOPIC_CHARS, MAX_TOPIC_LEVELS, parseTopicPattern } from './topic-pattern.ts'

/** By definition: level for level, from the left. */
function isMeant([pattern, ...patterns]: string[], [word, ...words]: string[]): boolean {
  if (pattern === '#') return true
  if (pattern === undefined || word === undefined) return pattern === word
  return (pattern === '+' || pattern === word) && isMeant(patterns, words)
}

/** Few words, so that they often are the same. */
const word = fc.constantFrom('ca', 'qa', 'c', 'x-1')
const words = fc.array(word, { minLength: 1, maxLength: 6 })
const pattern = fc
  .tuple(fc.array(fc.oneof(word, fc.constant('+')), { maxLength: 6 }), fc.boolean())
  .map(([levels, isOpen]) => (isOpen ? [...levels, '#'] : levels))
  .filter((levels) => levels.length > 0)

test('a pattern stands for the names that its definition says, and no others', () => {
  fc.assert(
    fc.property(pattern, words, (levels, name) => {
      const found = isHeardBy(parseTopicPattern(levels.join('.')), name.join('.'))
      expect(found).toBe(isMeant(levels, name))
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['ca.qa.scenario.completed', 'ca.qa.scenario.completed', true],
  ['ca.#', 'ca', true],
  ['ca.#', 'cats', false],
  ['#', 'ca.qa', true],
  ['+', 'ca.qa', false],
  ['ca.+.completed', 'ca.completed', false],
  ['+.qa.#', 'ca.qa.suite.completed', true],
])('%s and %s: %s', (text, name, isHeard) => {
  expect(isHeardBy(parseTopicPattern(text), name)).toBe(isHeard)
})

test.each([
  '',
  '.',
  'ca.',
  'ca..qa',
  '#.ca',
  'ca#',
  'ca.#.#',
  'c+',
  'ca/qa',
  'ca.q a',
  'é',
  'x'.repeat(MAX_TOPIC_CHARS + 1),
  Array(MAX_TOPIC_LEVELS + 1)
    .fill('a')
    .join('.'),
])('%j is refused', (text) => {
  expect(() => parseTopicPattern(text)).toThrow(TopicPatternError)
})

test('whatever is read is a pattern, or is refused with a message that stays short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      try {
        expect(parseTopicPattern(text).text).toBe(text)
      } catch (error) {
        expect(error).toBeInstanceOf(TopicPatternError)
        expect((error as TopicPatternError).message.length).toBeLessThan(700)
      }
    }),
    { numRuns: 50 },
  )
})
