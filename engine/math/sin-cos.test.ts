import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EXACT_PI, exactSin, toDouble, toExact } from '../testing/exact-reals.ts'
import { tries } from '../testing/tries.ts'
import { cos, sin } from './sin-cos.ts'

/** The distance from a double to the next one away from 0. */
const ulpOf = (value: number) => 2 ** (Math.floor(Math.log2(Math.abs(value)) + 1e-9) - 52)

const errorInUlps = (found: number, exact: number) =>
  found === exact ? 0 : Math.abs(found - exact) / ulpOf(exact)

const anyAngle = fc
  .oneof(
    fc.double({ min: -4, max: 4, noNaN: true }),
    fc.double({ min: -2e6, max: 2e6, noNaN: true }),
    fc.double({ min: -1e60, max: 1e60, noNaN: true }),
    // Near multiples of a quarter turn little is left.
    fc.integer({ min: -2_000_000, max: 2_000_000 }).map((turns) => (turns * Math.PI) / 2),
    fc.integer({ min: -1000, max: 1000 }).map((turns) => (turns * Math.PI) / 4),
  )
  // Much smaller ones have places that the series have not.
  .filter((angle) => Math.abs(angle) > 1e-30)

test('sine and cosine are within one unit in the last place of their series in whole numbers', () => {
  fc.assert(
    fc.property(anyAngle, (angle) => {
      const exact = toExact(angle)
      expect(errorInUlps(sin(angle), toDouble(exactSin(exact)))).toBeLessThanOrEqual(1)
      const cosine = toDouble(exactSin(exact + EXACT_PI / 2n))
      expect(errorInUlps(cos(angle), cosine)).toBeLessThanOrEqual(1)
    }),
    { numRuns: tries(1500) },
  )
})

test.each([
  // J. Ng, Argument Reduction for Huge Arguments: Good to the Last Bit (1992), and others worked out with mpmath.
  [1e22, -0.8522008497671888, 0.523214785395139],
  [2 ** 1000, -0.15920170308624243, 0.9872460775989135],
  [Number.MAX_VALUE, 0.004961954789184062, -0.9999876894265599],
  // Of all doubles the nearest to a multiple of a quarter turn.
  [6381956970095103 * 2 ** 797, 1, -4.687165924254628e-19],
])('of %d radians even the last digits are right', (angle, sine, cosine) => {
  expect(errorInUlps(sin(angle), sine)).toBeLessThanOrEqual(1)
  expect(errorInUlps(cos(angle), cosine)).toBeLessThanOrEqual(1)
  expect(sin(-angle)).toBe(-sin(angle))
  expect(cos(-angle)).toBe(cos(angle))
})

test('0 keeps its sign, and what is no angle has neither', () => {
  expect([sin(0), sin(-0), cos(0), cos(-0)]).toEqual([0, -0, 1, 1])
  for (const angle of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect([sin(angle), cos(angle)]).toEqual([Number.NaN, Number.NaN])
  }
})
