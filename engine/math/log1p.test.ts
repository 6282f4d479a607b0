import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactExp, exactLn, ONE, toDouble, toExact } from '../testing/exact-reals.ts'
import { tries } from '../testing/tries.ts'
import { expm1 } from './exp.ts'
import { log1p } from './log1p.ts'

const errorOf = (found: number, exact: number) => Math.abs(found / exact - 1)

/** Numbers of any size below `limit`, most of them near 0. */
const anySize = (limit: number) =>
  fc
    .tuple(fc.double({ min: -18, max: Math.log10(limit), noNaN: true }), fc.boolean())
    .map(([size, isNegative]) => 10 ** size * (isNegative ? -1 : 1))

test('ln(1 + x) and exp(x) - 1 have all their digits, however near 0 x is', () => {
  fc.assert(
    fc.property(anySize(50), (value) => {
      const exact = toExact(value)
      expect(errorOf(expm1(value), toDouble(exactExp(exact) - ONE))).toBeLessThan(1e-15)
      if (value <= -1) return
      expect(errorOf(log1p(value), toDouble(exactLn(ONE + exact)))).toBeLessThan(1e-15)
    }),
    { numRuns: tries(600) },
  )
})

test('at the ends they are what the functions tend to', () => {
  const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number
  expect([log1p(0), log1p(-1), log1p(POSITIVE_INFINITY)]).toEqual([
    ...[0, NEGATIVE_INFINITY, POSITIVE_INFINITY],
  ])
  expect([expm1(0), expm1(NEGATIVE_INFINITY), expm1(POSITIVE_INFINITY)]).toEqual([
    ...[0, -1, POSITIVE_INFINITY],
  ])
  for (const value of [-1.5, Number.NaN]) expect(log1p(value)).toBeNaN()
  expect(expm1(Number.NaN)).toBeNaN()
})
