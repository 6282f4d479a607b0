import { expect, test } from 'vitest'
import { formatValue, withUnit } from './format-value.ts'

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

test('a unit that nobody says leaves nothing behind', () => {
  expect(withUnit('heat', 'energy', ', ')).toBe('heat, energy')
  expect(withUnit('beat', '', ', ')).toBe('beat')
  expect(withUnit('0.5', '')).toBe('0.5')
})
