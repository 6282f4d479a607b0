import { expect, test } from 'vitest'
import { formatDuration, formatWhen } from './format-when.ts'

const at = (...parts: [number, number, number, number, number, number]) =>
  new Date(...parts).getTime()

test('a time is told as far as it differs from now', () => {
  const now = at(2026, 10, 28, 14, 30, 0)
  expect(formatWhen(at(2026, 10, 28, 4, 3, 9), now)).toBe('04:03:09')
  expect(formatWhen(at(2026, 10, 27, 14, 3, 9), now)).toBe('11-27 14:03')
  expect(formatWhen(at(2025, 0, 2, 14, 3, 9), now)).toBe('2025-01-02')
})

test('a duration has one unit, or two', () => {
  const told = [0.44, 9.96, 12.4, 999.4, 3440, 59_949, 59_950, 125_000, 10_920_000].map(
    formatDuration,
  )
  expect(told).toEqual([
    ...['0.4 ms', '10 ms', '12 ms', '999 ms', '3.4 s', '59.9 s', '1 min 0 s', '2 min 5 s'],
    '3 h 2 min',
  ])
})
