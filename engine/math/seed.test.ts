import { expect, test } from 'vitest'
import { SeedError } from './errors.ts'
import { parseSeed } from './seed.ts'

test.each([
  ['0', 0n],
  ['42', 42n],
  ['18446744073709551615', 18446744073709551615n],
])('%s is a seed', (text, seed) => {
  expect(parseSeed(text)).toBe(seed)
})

test.each([
  '',
  '-1',
  '+1',
  '1.5',
  ' 1',
  '01',
  '0x10',
  '1e3',
  '18446744073709551616',
  '9'.repeat(5000),
])('refuses %j by name', (text) => {
  expect(() => parseSeed(text)).toThrow(SeedError)
})
