import { expect, test } from 'vitest'
import type { Breach } from '../../engine/qa/report-schema.ts'
import { describeBreach } from './describe-breach.ts'

const breachOf = (values: Partial<Breach>): Breach => ({
  ...{ kind: 'metric', what: 'entropy', tick: null, expected: null, found: null },
  ...{ band: null, by: null, ...values },
})

test.each<[Partial<Breach>, string]>([
  [
    { tick: 4000, expected: 0.5462997250729507, found: 0.25, band: 'within 1 %', by: '-54 %' },
    'tick 4\u202f000: entropy: expected 0.5463, found 0.25, band within 1 % (-54 %)',
  ],
  [
    { expected: 0.1234567890123, found: 0.1234567890124 },
    'entropy: expected 0.1234567890123, found 0.1234567890124',
  ],
  [{ expected: 12345678, found: null }, 'entropy: expected 12345678, found none'],
  [
    { what: 'stateHash', expected: 'ab'.repeat(32), found: '01'.repeat(32) },
    'stateHash: expected abababababababab…, found 0101010101010101…',
  ],
  [
    { what: 'rule', expected: 'B3/S23', found: 'x'.repeat(500) },
    `rule: expected B3/S23, found ${'x'.repeat(102)}…`,
  ],
])('%j is told as %s', (values, text) => {
  expect(describeBreach(breachOf(values))).toBe(text)
})
