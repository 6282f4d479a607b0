import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createInnerSum } from './inner-function.ts'
import { BASES } from './outer-basis.ts'

/** psi of four digits in exact fractions over 10^85, by the definition. */
function innerByDefinition(n: number, digits: readonly number[]): bigint {
  const whole = 10n ** 85n
  const k = digits.length
  const [before, last] = [digits.slice(0, -1), digits.at(-1)!]
  if (k === 1) return (BigInt(last) * whole) / 10n
  let exponent = 0
  for (let r = 0; r < k; r++) exponent += n ** r
  if (last < 9) return innerByDefinition(n, before) + BigInt(last) * 10n ** BigInt(85 - exponent)
  const raised = [...before.slice(0, -1), before.at(-1)! + 1]
  return (innerByDefinition(n, [...before, 8]) + innerByDefinition(n, carry(raised))) / 2n
}

/** Digits of which none but the first is 10. */
function carry(digits: readonly number[]): readonly number[] {
  const out = [...digits]
  for (let i = out.length - 1; i > 0; i--) {
    if (out[i] !== 10) continue
    out[i] = 0
    out[i - 1]!++
  }
  return out
}

describe.each([1, 2, 3, 4])('the inner function of %i inputs', (n) => {
  const { psi } = createInnerSum(n)

  test('is as defined at numbers of four digits', () => {
    // Every third: all digits come at all places.
    for (let d = 0; d < 10_000; d += 3) {
      const digits = [...String(d).padStart(4, '0')].map(Number)
      const exact = Number(innerByDefinition(n, digits) / 10n ** 65n) / 1e20
      expect(Math.abs(psi(d / 10_000) - exact)).toBeLessThan(1e-13)
    }
  })

  test('goes from 0 to 1 and never falls', () => {
    expect([psi(0), psi(1)]).toEqual([0, 1])
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1.05, noNaN: true }), (x) => {
        expect(psi(x + 1e-3)).toBeGreaterThanOrEqual(psi(x))
      }),
    )
  })
})

test('for one input it is the identity', () => {
  const { psi } = createInnerSum(1)
  for (let i = 0; i <= 1000; i++) expect(psi(i / 997)).toBeCloseTo(i / 997, 13)
})

const anyPlace = fc.double({ min: 0, max: 1, noNaN: true })
const anyKnots = fc.integer({ min: 4, max: 40 })

describe.each(Object.entries(BASES))('bumps by %s', (_, { each, place }) => {
  test('of a place are at least 0, in range, and sum to 1', () => {
    fc.assert(
      fc.property(anyPlace, anyKnots, (x, knots) => {
        const weights = new Float64Array(each)
        const first = place(x, knots, weights, 0)
        expect(first >= 0 && first + each <= knots).toBe(true)
        expect(weights.every((weight) => weight >= 0)).toBe(true)
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
      }),
    )
  })

  test('rise as fast as their slopes say', () => {
    fc.assert(
      fc.property(anyPlace, anyKnots, (x, knots) => {
        const cells = knots - each + 1
        // In the middle half of a cell, from which a small step stays in it.
        const cell = Math.min(cells - 1, Math.floor(x * cells))
        const inside = (cell + 0.25 + (x * cells - cell) / 2) / cells
        const [at, above, below, slopes] = Array.from({ length: 4 }, () => new Float64Array(each))
        place(inside, knots, at!, 0, slopes)
        place(inside + 1e-6, knots, above!, 0)
        place(inside - 1e-6, knots, below!, 0)
        for (const [i, slope] of slopes!.entries()) {
          expect(Math.abs(slope - (above![i]! - below![i]!) / 2e-6)).toBeLessThan(1e-5)
        }
      }),
    )
  })
})

test.each([
  ['spline', 3, 1],
  ['hat', 1, 0],
] as const)('by %s, coefficients that lie on a line are that line', (basis, fewer, start) => {
  const { each, place } = BASES[basis]
  fc.assert(
    fc.property(anyPlace, anyKnots, (x, knots) => {
      const weights = new Float64Array(each)
      const first = place(x, knots, weights, 0)
      const value = weights.reduce((sum, weight, i) => sum + weight * (first + i), 0)
      expect(value).toBeCloseTo(x * (knots - fewer) + start, 10)
    }),
  )
})
