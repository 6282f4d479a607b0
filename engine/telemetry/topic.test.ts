import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TopicError } from './errors.ts'
import { formatTopic, isPlace, MAX_PLACE_CHARS, parseTopic } from './topic.ts'
import { isHeardBy, parseTopicPattern } from './topic-pattern.ts'

const place = fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), {
  nil: undefined,
})
const event = fc.constantFrom('bit.ticked', 'ml.run.completed', 'flag.changed')
const topic = fc.record({ zone: place, event, agent: place })

test.each([
  [{ zone: undefined, event: 'flag.changed', agent: undefined }, '_.flag.changed._'],
  [{ zone: 'north 1', event: 'bit.ticked', agent: 'b7' }, 'north_201.bit.ticked.b7'],
  [{ zone: '_', event: 'bit.ticked', agent: 'a.b' }, '_5f.bit.ticked.a_2eb'],
  // U+00E9 is C3 A9 in UTF-8.
  [{ zone: 'é', event: 'bit.ticked', agent: '+#' }, '_c3_a9.bit.ticked._2b_23'],
])('%j is written %s', (read, written) => {
  expect(formatTopic(read)).toBe(written)
  expect(parseTopic(written)).toEqual(read)
})

test('what is written is read back, whatever zones and agents are called', () => {
  fc.assert(
    fc.property(topic, (each) => {
      expect(parseTopic(formatTopic(each))).toEqual(each)
    }),
    { numRuns: 1000 },
  )
})

test('different zones, events and agents have different topics', () => {
  fc.assert(
    fc.property(topic, topic, (a, b) => {
      const isSame = a.zone === b.zone && a.event === b.event && a.agent === b.agent
      expect(formatTopic(a) === formatTopic(b)).toBe(isSame)
    }),
    { numRuns: 1000 },
  )
})

test('a topic is heard by the patterns of its zone, its agent and its name, and by no others of these', () => {
  fc.assert(
    fc.property(topic, topic, (a, b) => {
      const [zone, ...rest] = formatTopic(b).split('.')
      const text = formatTopic(a)
      const ofZone = isHeardBy(parseTopicPattern(`${zone}.#`), text)
      expect(ofZone).toBe(a.zone === b.zone)
      const agent = rest.pop()
      const ofName = isHeardBy(parseTopicPattern(`+.${b.event}.+`), text)
      expect(ofName).toBe(a.event === b.event)
      const ofAgent = isHeardBy(parseTopicPattern(`+.${a.event}.${agent}`), text)
      expect(ofAgent).toBe(a.agent === b.agent)
    }),
    { numRuns: 500 },
  )
})

test.each([
  '',
  '_',
  'a.b',
  'a..b.c',
  'a.b.c.',
  '_.flag.changed._5',
  '_.flag.changed._5F',
  // What needs no escape must not have one, or one id had two topics.
  '_61.flag.changed._',
  '_ff.flag.changed._',
  `${'a'.repeat(MAX_PLACE_CHARS + 1)}.flag.changed._`,
  'a.b.c/d',
  'a.+.c',
  Array(17).fill('a').join('.'),
])('%j is no topic', (text) => {
  expect(() => parseTopic(text)).toThrow(TopicError)
})

test.each(['', '\ud800', 'x'.repeat(MAX_PLACE_CHARS + 1), '日'.repeat(9)])(
  '%j is no place',
  (id) => {
    expect(isPlace(id)).toBe(false)
    expect(() => formatTopic({ zone: id, event: 'flag.changed', agent: undefined })).toThrow(
      TopicError,
    )
  },
)

test('whatever is read is a topic that is written the same, or is refused in few words', () => {
  const wild = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .array(fc.constantFrom('_', '_5f', 'a', '_c3', '_a9', '.', '..'), { maxLength: 30 })
      .map((each) => each.join('')),
  )
  fc.assert(
    fc.property(wild, (text) => {
      try {
        expect(formatTopic(parseTopic(text))).toBe(text)
      } catch (error) {
        if (!(error instanceof TopicError)) throw error
        expect(error.message.length).toBeLessThan(700)
      }
    }),
    { numRuns: 1000 },
  )
})
