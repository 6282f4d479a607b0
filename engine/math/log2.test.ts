import fc from 'fast-check'
import { expect, test } from 'vitest'
import { log2Fixed } from './fixed-log.ts'
import { log2 } from './log2.ts'

test('the logarithm of a power of two is its exponent, exactly', () => {
  for (let exponent = -1074; exponent < 1024; exponent++) {
    expect(log2(2 ** exponent)).toBe(exponent)
  }
})

test('whole numbers have the logarithm that fixed point works out digit by digit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (value) => {
      const exact = Number(log2Fixed(BigInt(value), 60)) / 2 ** 60
      expect(Math.abs(log2(value) - exact)).toBeLessThan(2e-15 * Math.max(1, exact))
    }),
  )
})

test('what has no logarithm says so', () => {
  expect(log2(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(log2(-1)).toBeNaN()
  expect(log2(Number.NaN)).toBeNaN()
  expect(log2(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
})
