import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactLn, exactNormalCdf, toDouble, toExact } from '../testing/exact-reals.ts'
import { tries } from '../testing/tries.ts'
import { lnNormalMass, normalCdf, normalQuantile } from './normal.ts'

/** How far a number is from what it should be, as a share of that. */
const errorOf = (found: number, exact: number) => Math.abs(found / exact - 1)

const score = (size: number) => fc.double({ min: -size, max: size, noNaN: true })
const inAll = (holds: (a: number, b: number) => void) =>
  fc.assert(fc.property(score(12), fc.double({ min: -9, max: 1, noNaN: true }), holds), {
    numRuns: tries(600),
  })

test('the mass below a score is what the series of the integral gives, in the tail too', () => {
  inAll((x) => {
    expect(errorOf(normalCdf(x), toDouble(exactNormalCdf(toExact(x))))).toBeLessThan(1.5e-15)
  })
})

test('the logarithm of the mass between two scores is exact in tails and in narrow intervals', () => {
  inAll((low, lnWidth) => {
    const high = low + 10 ** lnWidth
    if (!(high < 12) || high === low) return
    const exact = exactNormalCdf(toExact(high)) - exactNormalCdf(toExact(low))
    expect(errorOf(lnNormalMass(low, high), toDouble(exactLn(exact)))).toBeLessThan(2e-15)
  })
})

test.each([
  // M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, table 26.2: -log10 of the mass beyond a score.
  [10, 23.11805],
  [15, 50.43522],
  [20, 88.5601],
  [25, 137.51475],
  [30, 197.30921],
  [35, 267.94888],
  [40, 349.43701],
  [45, 441.77568],
  [50, 544.96634],
  [100, 2173.87154],
  [200, 8688.58977],
  [500, 54289.9083],
])('the mass beyond %d is 10 to the power of -%d', (x, digits) => {
  const found = -lnNormalMass(x, Number.POSITIVE_INFINITY) / Math.LN10
  expect(found.toFixed(5)).toBe(digits.toFixed(5))
})

test.each([
  // M. J. Wichura, Algorithm AS 241: the values that the paper gives to check by.
  [0.25, -0.6744897501960817],
  [0.001, -3.090232306167814],
  [1e-20, -9.262340089798409],
])('below %d of the mass are scores under %d', (mass, quantile) => {
  expect(errorOf(normalQuantile(mass), quantile)).toBeLessThan(5e-16)
})

test('a quantile is the score whose mass it was asked for', () => {
  fc.assert(
    fc.property(score(12), (x) => {
      const mass = normalCdf(x)
      // Near 1 the mass itself has few digits left of the score.
      if (x > 3 || mass === 0.5) return
      expect(Math.abs(normalQuantile(mass) - x)).toBeLessThan(2e-15 * Math.max(1, Math.abs(x)))
    }),
    { numRuns: tries(1000) },
  )
})

test('a normal mirrored is the same', () => {
  fc.assert(
    fc.property(score(60), score(60), (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)]
      expect(lnNormalMass(-high, -low)).toBe(lnNormalMass(low, high))
    }),
    { numRuns: tries(1000) },
  )
})

test('a mass and what is left of it make 1, however much it is', () => {
  const [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  expect(lnNormalMass(least, most)).toBe(0)
  expect(lnNormalMass(0, most)).toBeCloseTo(-Math.LN2, 15)
  expect(lnNormalMass(least, 0)).toBeCloseTo(-Math.LN2, 15)
  expect([normalCdf(least), normalCdf(most), normalCdf(0)]).toEqual([0, 1, 0.5])
  expect([normalQuantile(0), normalQuantile(1), normalQuantile(0.5)]).toEqual([least, most, 0])
})

test('no interval has no mass, and what is none gives no number', () => {
  expect(lnNormalMass(3, 3)).toBe(Number.NEGATIVE_INFINITY)
  expect(lnNormalMass(3, 2)).toBeNaN()
  expect(lnNormalMass(Number.NaN, 2)).toBeNaN()
  expect(normalCdf(Number.NaN)).toBeNaN()
  for (const mass of [-0.1, 1.1, Number.NaN]) expect(normalQuantile(mass)).toBeNaN()
})

test('very far out the logarithm is still a number', () => {
  for (const x of [1e3, 1e6, 1e100]) {
    expect(errorOf(lnNormalMass(x, 2 * x), -0.5 * x * x)).toBeLessThan(1e-4)
  }
})
