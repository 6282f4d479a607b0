import { expect, test } from 'vitest'
import { formatValue } from './format-value.ts'

test.each([
  [0, '0'],
  [1.5, '1.5'],
  [-0.25, '\u22120.25'],
  [0.1 + 0.2, '0.3'],
  [-0.00001, '0'],
  [7.99993896484375, '7.9999'],
  [26, '26'],
])('%d is written %s', (value, text) => {
  expect(formatValue(value)).toBe(text)
})
