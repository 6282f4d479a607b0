import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readStrictJson } from './strict-json.ts'

test('what JSON.stringify writes is read as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), (value) => {
      const text = JSON.stringify(value)
      expect(readStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
      expect(readStrictJson(JSON.stringify(value, null, 1))).toEqual({
        ok: true,
        value: JSON.parse(text),
      })
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['{"a":1,"a":1}', 'two members'],
  // The same name by an escape.
  ['{"a":1,"\\u0061":2}', 'two members'],
  ['{"x":{"b":[{"c":1,"d":{"c":1},"c":2}]}}', 'two members'],
  ['{"__proto__":1,"__proto__":1}', 'two members'],
  ['"\\ud800"', 'surrogate'],
  ['{"\\udc00":1}', 'surrogate'],
  ['"\ud800"', 'surrogate'],
  [`${'['.repeat(17)}${']'.repeat(17)}`, 'levels'],
  [`${'['.repeat(60_000)}`, 'not JSON'],
  [`${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`, 'levels'],
  ['', 'not JSON'],
  ['{"a":1}x', 'not JSON'],
  ['NaN', 'not JSON'],
])('%.40s is refused: %s', (text, problem) => {
  expect(readStrictJson(text)).toEqual({ ok: false, problem: expect.stringContaining(problem) })
})

test.each([
  '{"a":"a","b":"a"}',
  '[{"a":1},{"a":1}]',
  '{"a":{"a":["a","a"]}}',
  '"{\\"a\\":1,\\"a\\":2}"',
  '"\\\\ud800"',
  '"\\ud83d\\ude00"',
  `${'['.repeat(16)}${']'.repeat(16)}`,
])('%s is taken', (text) => {
  expect(readStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
})
