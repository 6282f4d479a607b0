import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyDamagedText } from '../testing/hostile-bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import { StrictJsonError } from './errors.ts'
import { DEFAULT_JSON_LIMITS, type JsonValue } from './json-value.ts'
import { readCanonicalJson } from './read-canonical.ts'
import { parseStrictJson } from './strict-json.ts'

const LIMITS = { maxChars: 200, maxDepth: 4 }

/** The slow way: the strict reader takes the text, and the text is the canonical one of its value. */
function readPlainly(text: string): JsonValue | undefined {
  try {
    const value = parseStrictJson(text, LIMITS)
    return canonicalJson(value, LIMITS) === text ? value : undefined
  } catch (error) {
    if (error instanceof StrictJsonError) return undefined
    throw error
  }
}

/** Keys and texts whose order or whose surrogates need care. */
const anyPiece = fc.oneof(
  fc.constantFrom('1', '9', '10', 'a', 'é', '\ufb33', '😀', '__proto__', '\\ud800', 'C:\\udir'),
  fc.string({ maxLength: 3 }),
)
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(anyPiece, fc.maxSafeInteger(), fc.constantFrom(0.5, 1e-7, true, null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(anyPiece, tie('value'), { maxKeys: 4 }),
  ),
}))

test('a text is read if and only if the strict reader takes it and it is the canonical one', () => {
  const anyCanonical = anyValue.map((value) => canonicalJson(value))
  const anyTypo = fc
    .tuple(
      anyCanonical,
      fc.nat(),
      fc.nat(1),
      fc.constantFrom('"', '\\', ',', '[', '0', '-', '.', 'e', '\\ud83d'),
    )
    .map(([text, at, removed, piece]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + piece + text.slice(place + removed)
    })
  // What JSON.stringify gives has the keys in an order of its own.
  const anyJson = anyValue.map((value) => JSON.stringify(value))
  let taken = 0
  fc.assert(
    fc.property(fc.oneof(anyCanonical, anyTypo, anyJson, anyDamagedText(anyCanonical)), (text) => {
      const value = readCanonicalJson(text, LIMITS)
      expect(isDeepStrictEqual(value, readPlainly(text))).toBe(true)
      if (value !== undefined) taken++
    }),
    { numRuns: 8000 },
  )
  expect(taken).toBeGreaterThan(2000)
})

test.each([
  ['keys that come in another order in objects', '{"10":1,"9":2,"a":3}', true],
  ['those keys in the order of objects', '{"9":2,"10":1,"a":3}', false],
  ['a key twice', '{"a":1,"a":1}', false],
  ['a backslash before the letters of an escape', '"\\\\ud800"', true],
  ['a surrogate alone', '"\\ud800"', false],
  ['two halves, escaped', '"\\ud83d\\ude00"', false],
  ['two halves', '"😀"', true],
  ['an integer that is not safe', '9007199254740992', false],
  ['a negative zero', '-0', false],
  ['a number beyond all', '1e999', false],
] as const)('%s', (_, text, isCanonical) => {
  expect(readCanonicalJson(text, DEFAULT_JSON_LIMITS) !== undefined).toBe(isCanonical)
})

test('limits are exact', () => {
  expect(readCanonicalJson('[[[[]]]]', LIMITS)).toEqual([[[[]]]])
  expect(readCanonicalJson('[[[[[]]]]]', LIMITS)).toBeUndefined()
  expect(readCanonicalJson(`"${'a'.repeat(198)}"`, LIMITS)).toBe('a'.repeat(198))
  expect(readCanonicalJson(`"${'a'.repeat(199)}"`, LIMITS)).toBeUndefined()
})
