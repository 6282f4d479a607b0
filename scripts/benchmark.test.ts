import { expect, test } from 'vitest'
import { formatTable, median } from './benchmark.ts'

test('the median is the middle one, or between the two in the middle', () => {
  expect(median([5])).toBe(5)
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 2])).toBe(2.5)
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
