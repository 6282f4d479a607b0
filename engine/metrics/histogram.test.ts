import fc from 'fast-check'
import { expect, test } from 'vitest'
import { histogramOfCounts, histogramOfSizes, histogramOfValues } from './histogram.ts'

test('every value is in one bin, and mean and deviation are those of the values', () => {
  const values = fc.array(fc.integer({ min: -131_071, max: 131_071 }), {
    minLength: 1,
    maxLength: 300,
  })
  fc.assert(
    fc.property(values, (list) => {
      const { bins, total, mean, deviation } = histogramOfValues(Int32Array.from(list), 1 / 16_384)
      expect(total).toBe(list.length)
      expect(bins.length).toBeLessThanOrEqual(64)
      for (const { low, high, count } of bins) {
        const inside = list.filter((value) => value / 16_384 >= low && value / 16_384 < high)
        expect(inside).toHaveLength(count)
      }
      const exact = list.reduce((sum, value) => sum + value, 0) / list.length
      const squares = list.reduce((sum, value) => sum + (value - exact) ** 2, 0) / list.length
      expect(mean! * 16_384).toBeCloseTo(exact, 5)
      expect(deviation! * 16_384).toBeCloseTo(Math.sqrt(squares), 3)
    }),
  )
})

test('sizes fall into bins that double', () => {
  const { bins, total, mean } = histogramOfSizes(Float64Array.of(1, 1, 2, 3, 4, 7, 8))
  expect(bins.map(({ low, high, count }) => [low, high, count])).toEqual([
    [1, 2, 2],
    [2, 4, 2],
    [4, 8, 2],
    [8, 16, 1],
  ])
  expect([total, mean]).toEqual([7, 26 / 7])
})

test('nothing has no mean', () => {
  expect(histogramOfValues(new Int32Array(0)).mean).toBeUndefined()
  expect(histogramOfSizes(new Float64Array(0)).bins).toEqual([])
  expect(histogramOfCounts([0, 0])).toMatchObject({ total: 0, mean: undefined })
})
