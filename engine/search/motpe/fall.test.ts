import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exp } from '../../math/exp.ts'
import { fallAt } from './fall.ts'

test('it is the exponential of minus a number, to 2e-14 of itself', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 40, maxExcluded: true, noNaN: true }), (x) => {
      expect(Math.abs(fallAt(x) / exp(-x) - 1)).toBeLessThan(2e-14)
    }),
    { numRuns: 2000 },
  )
})

test('it is 0 far out, and for what is no number', () => {
  expect([40, 1e300, Number.POSITIVE_INFINITY, Number.NaN].map(fallAt)).toEqual([0, 0, 0, 0])
})
