import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactExp, exactLn, ONE, over, times, toDouble, toExact } from '../testing/exact-reals.ts'
import { tries } from '../testing/tries.ts'
import { exp } from './exp.ts'
import { power } from './power.ts'
import { tanh } from './tanh.ts'

const ulpOf = (value: number) => 2 ** (Math.floor(Math.log2(Math.abs(value)) + 1e-9) - 52)
const errorInUlps = (found: number, exact: number) =>
  found === exact ? 0 : Math.abs(found - exact) / ulpOf(exact)

const anyBase = fc.oneof(
  fc.double({ min: 1e-30, max: 1e30, noNaN: true }),
  fc.double({ min: 0.5, max: 2, noNaN: true }),
  fc.integer({ min: 1, max: 1000 }),
)

test('a power is within one unit in the last place of exp(y ln x) in whole numbers', () => {
  fc.assert(
    fc.property(anyBase, fc.double({ min: -300, max: 300, noNaN: true }), (base, exponent) => {
      const log = times(exactLn(toExact(base)), toExact(exponent))
      // Whole numbers have no places for much smaller ones.
      if (toDouble(log) < -350 || toDouble(log) > 709) return
      expect(errorInUlps(power(base, exponent), toDouble(exactExp(log)))).toBeLessThanOrEqual(1)
    }),
    { numRuns: tries(1000) },
  )
})

test('powers of two are exact, down to the smallest double', () => {
  for (let k = -1074; k <= 1023; k++) expect(power(2, k)).toBe(2 ** k)
  expect([power(2, 1024), power(2, -1075), power(2, -1076)]).toEqual([
    Number.POSITIVE_INFINITY,
    0,
    0,
  ])
  for (let k = 1; k < 16; k++) expect(power(10, k)).toBe(Number(`1e${k}`))
})

const SPECIAL = [
  ...[0, 1, 2, 3, 0.5, 1.5, 1e-310, 1e300, 2 ** 53 + 2, 2 ** 70, 1e308, Number.POSITIVE_INFINITY],
].flatMap((each) => [each, -each])

test('special cases are those of the language', () => {
  for (const base of [...SPECIAL, Number.NaN]) {
    for (const exponent of [...SPECIAL, Number.NaN]) {
      const expected = base ** exponent
      const found = power(base, exponent)
      if (Number.isFinite(expected) && expected !== 0) {
        expect(errorInUlps(found, expected)).toBeLessThanOrEqual(1)
      } else expect([base, exponent, found]).toEqual([base, exponent, expected])
    }
  }
})

test('the exponential is within one unit in the last place of its series in whole numbers', () => {
  fc.assert(
    fc.property(fc.double({ min: -300, max: 709, noNaN: true }), (value) => {
      expect(errorInUlps(exp(value), toDouble(exactExp(toExact(value))))).toBeLessThanOrEqual(1)
    }),
    { numRuns: tries(1000) },
  )
  expect(errorInUlps(exp(-740), 4.199558e-322)).toBeLessThan(2 ** 52)
})

test('the hyperbolic tangent is within four units in the last place, and odd', () => {
  const anySize = fc.double({ min: -12, max: 1.3, noNaN: true }).map((size) => 10 ** size)
  fc.assert(
    fc.property(anySize, (value) => {
      const growth = exactExp(2n * toExact(value)) - ONE
      const exact = toDouble(over(growth, growth + 2n * ONE))
      expect(errorInUlps(tanh(value), exact)).toBeLessThanOrEqual(4)
      expect(tanh(-value)).toBeCloseTo(-tanh(value), 14)
    }),
    { numRuns: tries(600) },
  )
  const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number
  expect([tanh(POSITIVE_INFINITY), tanh(NEGATIVE_INFINITY), tanh(-0)]).toEqual([1, -1, -0])
  expect(tanh(Number.NaN)).toBeNaN()
})
