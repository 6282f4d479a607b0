import { expect, test } from 'vitest'
import { formatExact, formatShort } from './format-number.ts'

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1\u202f000'],
  [1234567, '1\u202f234\u202f567'],
])('%d is written in full as %s', (value, text) => {
  expect(formatExact(value)).toBe(text)
})

test.each([
  [0, '0'],
  [9.55, '9.6'],
  [42, '42'],
  [999, '999'],
  [1000, '1.00\u202fk'],
  [1_048_576, '1.05\u202fM'],
  [12_345_678, '12.3\u202fM'],
  [999_949, '1.00\u202fM'],
  [10.6e9, '10.6\u202fG'],
  [123e9, '123\u202fG'],
])('%d is shortened to %s', (value, text) => {
  expect(formatShort(value)).toBe(text)
})
