import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../json/canonical-json.ts'
import { parseStrictJson } from '../json/strict-json.ts'
import { createSha256Function } from '../math/sha256.ts'
import { anyDamagedText } from '../testing/hostile-bytes.ts'
import { nodeSha256 } from '../testing/plain-merkle.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import { EntryError } from './errors.ts'
import { formatEntry, hashEntry, NO_PREVIOUS, parseEntry } from './ledger-entry.ts'

const HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const LINE = `{"event":{"a":[1,"é"]},"group":3,"key":"k","previous":"${HASH}","seq":5}`

const anyEvent = fc.dictionary(
  fc.string(),
  fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.constant([1.5, null])),
)
const anyEntry = fc.record({
  places: fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()),
  key: fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
  previous: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  event: anyEvent,
})

test('every entry that is written is read as it was, and is canonical JSON', () => {
  fc.assert(
    fc.property(anyEntry, ({ places, key, previous: bytes, event }) => {
      const [group, seq] = [Math.min(...places), Math.max(...places)]
      const previous = Buffer.from(bytes).toString('hex')
      const line = formatEntry({ seq, group, key, previous, eventText: canonicalJson(event) })
      expect(line).toBe(canonicalJson({ seq, group, key, previous, event }))
      expect(parseEntry(line)).toEqual({ seq, group, key, previous, event })
      expect(line).not.toContain('\n')
    }),
  )
})

test('whatever is read of damaged lines is written as the very line, and the strict reader takes it', () => {
  let taken = 0
  const edit = fc.tuple(fc.nat(), fc.constantFrom(...'0123456789abé"{}[],:. '))
  const anyLine = fc.oneof(
    anyDamagedText(fc.constant(LINE)),
    edit.map(
      ([at, char]) => LINE.slice(0, at % LINE.length) + char + LINE.slice((at % LINE.length) + 1),
    ),
  )
  fc.assert(
    fc.property(anyLine, (line) => {
      let entry: ReturnType<typeof parseEntry>
      try {
        entry = parseEntry(line)
      } catch (error) {
        expect(error).toBeInstanceOf(EntryError)
        return
      }
      taken++
      const { event, ...members } = entry
      expect(formatEntry({ ...members, eventText: canonicalJson(event) })).toBe(line)
      expect(parseStrictJson(line)).toEqual(entry)
    }),
    { numRuns: 4000 },
  )
  expect(taken).toBeGreaterThan(100)
})

test('the hash of an entry is that of its bytes behind a zero', async () => {
  const hash = await createSha256Function()
  const plain = nodeSha256(Buffer.concat([Buffer.of(0), Buffer.from(LINE, 'utf8')]))
  expect(hashEntry(hash, LINE)).toEqual(plain)
})

describe('a line is refused', () => {
  test.each([
    ['that is empty', ''],
    ['with a newline', `${LINE}\n`],
    ['with a space', LINE.replace(':3', ': 3')],
    ['in another order', `{"group":3,"event":{},"key":"k","previous":"${HASH}","seq":5}`],
    ['with a key that comes twice', LINE.replace('"seq"', '"seq":5,"seq"')],
    ['with a key that comes twice in its event', LINE.replace('"a"', '"a":1,"a"')],
    ['with an escape that is not needed', LINE.replace('é', '\\u00e9')],
    ['with a number in another way', LINE.replace('[1,', '[1.0,')],
    ['with an exponent', LINE.replace('[1,', '[1e0,')],
    ['with a number that is rounded', LINE.replace('[1,', '[9007199254740993,')],
    ['with a number that is not safe', LINE.replace('[1,', '[9007199254740992,')],
    ['with a number that is too large', LINE.replace('[1,', '[1e400,')],
    ['with a negative zero', LINE.replace('[1,', '[-0,')],
    ['with a lone surrogate', LINE.replace('é', '\\ud800')],
    ['with a raw lone surrogate', LINE.replace('é', '\ud800')],
    ['that is a list', '[]'],
    ['that is null', 'null'],
    ['that is a number', '1'],
    ['with another member', LINE.replace('}$', ',"z":1}').replace('"seq":5', '"seq":5,"z":1')],
    ['with __proto__', `{"__proto__":{},${LINE.slice(1)}`],
    ['without an event', `{"group":3,"key":"k","previous":"${HASH}","seq":5}`],
    ['whose event is a list', LINE.replace(/\{"a".*?\]\}/, '[]')],
    ['whose event is null', LINE.replace(/\{"a".*?\]\}/, 'null')],
    ['whose event is a text', LINE.replace(/\{"a".*?\]\}/, '"a"')],
    ['with a negative seq', LINE.replace('"seq":5', '"seq":-1').replace(':3', ':-1')],
    ['with half a seq', LINE.replace('"seq":5', '"seq":5.5')],
    ['with a seq that is a text', LINE.replace('"seq":5', '"seq":"5"')],
    ['without a seq', LINE.replace(',"seq":5', '')],
    ['with a group above its seq', LINE.replace(':3', ':6')],
    ['with a negative group', LINE.replace(':3', ':-3')],
    ['with an empty key', LINE.replace('"k"', '""')],
    ['with a long key', LINE.replace('"k"', `"${'k'.repeat(257)}"`)],
    ['with a key that is a number', LINE.replace('"k"', '1')],
    ['with a hash in upper case', LINE.replace(HASH, HASH.toUpperCase())],
    ['with a short hash', LINE.replace(HASH, HASH.slice(1))],
    ['with a long hash', LINE.replace(HASH, `0${HASH}`)],
    ['with a hash that is null', LINE.replace(`"${HASH}"`, 'null')],
  ])('%s', (_, line) => {
    expect(line).not.toBe(LINE)
    expect(thrownBy(() => parseEntry(line))).toMatchObject({
      name: 'EntryError',
      code: 'ledger/entry',
    })
  })

  test.each(['[', '{"event":', '"', '1', '\\', ' ', '{"event":{"a":'])(
    'that goes on and on with %j, in little time and stack',
    (piece) => {
      expect(() => parseEntry(piece.repeat(2 ** 20 / piece.length))).toThrow(EntryError)
      expect(() => parseEntry(piece.repeat(2 ** 24 / piece.length))).toThrow(EntryError)
    },
  )

  test('that is valid JSON and very deep', () => {
    const deep = `${'[1,'.repeat(200_000)}1${']'.repeat(200_000)}`
    expect(() => parseEntry(LINE.replace('[1,"é"]', deep))).toThrow(EntryError)
  })
})

test('an event may be as large and as deep as canonical JSON is', () => {
  const members = { seq: 0, group: 0, key: '\u0000'.repeat(256), previous: NO_PREVIOUS }
  const large = canonicalJson({ a: 'x'.repeat(2 ** 20 - 8) })
  expect(large).toHaveLength(2 ** 20)
  let deep: unknown = 0
  for (let i = 0; i < 63; i++) deep = [deep]
  for (const eventText of [large, canonicalJson({ deep })]) {
    expect(parseEntry(formatEntry({ ...members, eventText })).event).toEqual(JSON.parse(eventText))
  }
  expect(() => formatEntry({ ...members, eventText: `${large} ` })).toThrow(EntryError)
})

test.each([
  ['a negative seq', { seq: -1 }],
  ['half a seq', { seq: 0.5, group: 0.5 }],
  ['a group above its seq', { group: 6 }],
  ['an empty key', { key: '' }],
  ['a long key', { key: 'k'.repeat(257) }],
  ['a lone surrogate in its key', { key: '\ud800' }],
  ['a hash that is none', { previous: 'x' }],
  ['an event that is a list', { eventText: '[]' }],
])('an entry with %s is not written', (_, change) => {
  const good = { seq: 5, group: 3, key: 'k', previous: HASH, eventText: '{}' }
  expect(() => formatEntry({ ...good, ...change })).toThrow(EntryError)
})
