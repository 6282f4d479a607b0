import { expect, test } from 'vitest'
import { formatTable, median, percentile } from './benchmark.ts'

test('the median is the middle one, or between the two in the middle', () => {
  expect(median([5])).toBe(5)
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 2])).toBe(2.5)
})

test('a percentile is the least number that so many of a hundred are not above', () => {
  const upTo200 = Array.from({ length: 200 }, (_, i) => 200 - i)
  expect([50, 99, 100].map((percent) => percentile(upTo200, percent))).toEqual([100, 198, 200])
  expect(percentile([7], 50)).toBe(7)
})

test('a table has a column for each measurement, aligned, with large numbers shortened', () => {
  const rows = [
    { subject: 'cpu', values: { cellsPerSecond: 123_456_789, ratio: 12.34 } },
    { subject: 'reference', values: { cellsPerSecond: 9_870_000 } },
  ]
  expect(formatTable(rows).split('\n')).toEqual([
    '           cellsPerSecond  ratio',
    'cpu                 123 M   12.3',
    'reference          9.87 M',
  ])
})
