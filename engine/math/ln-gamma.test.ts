import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lnGamma } from './ln-gamma.ts'
import { ln } from './log2.ts'

const close = (a: number, b: number) => Math.abs(a - b) <= 2e-14 * Math.max(1, Math.abs(b))

test('at whole numbers it is the logarithm of a factorial', () => {
  let sum = 0
  for (let n = 1; n <= 400; n++) {
    expect(close(lnGamma(n), sum)).toBe(true)
    sum += Math.log(n)
  }
})

test('at halves it is what the root of pi and double factorials give', () => {
  let value = Math.log(Math.PI) / 2
  for (let n = 0; n < 200; n++) {
    expect(close(lnGamma(n + 0.5), value)).toBe(true)
    value += Math.log(n + 0.5)
  }
})

test('it doubles as Legendre found: gamma(x) gamma(x + 1/2) = 2^(1 - 2x) sqrt(pi) gamma(2x)', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e4, noNaN: true }), (x) => {
      const right = (1 - 2 * x) * Math.LN2 + Math.log(Math.PI) / 2 + lnGamma(2 * x)
      const size = Math.max(1, Math.abs(lnGamma(2 * x)))
      expect(Math.abs(lnGamma(x) + lnGamma(x + 0.5) - right)).toBeLessThan(1e-13 * size)
    }),
  )
})

test('what has no finite value is said so, and near 0 it is that of 1 / x', () => {
  expect(lnGamma(0)).toBe(Number.POSITIVE_INFINITY)
  expect(lnGamma(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
  expect(lnGamma(-1.5)).toBeNaN()
  expect(lnGamma(Number.NaN)).toBeNaN()
  expect(close(lnGamma(1e-300), -ln(1e-300))).toBe(true)
})
