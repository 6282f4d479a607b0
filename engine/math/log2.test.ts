import fc from 'fast-check'
import { expect, test } from 'vitest'
import { log2Fixed } from './fixed-log.ts'
import { ln, log2 } from './log2.ts'

/** ln 2 with 96 fraction bits. */
const LN2 = 0xb17217f7d1cf79abc9e3b398n

/** The distance from a double to the next one away from 0. */
function ulpOf(value: number): number {
  const exponent = Math.floor(Math.log2(Math.abs(value)) + 1e-9)
  return 2 ** (exponent - 52)
}

/** log2 of a double with 96 fraction bits, worked out in whole numbers. */
function exactLog2(value: number): bigint {
  let [scaled, exponent] = [value, 0]
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    exponent--
  }
  return log2Fixed(BigInt(scaled), 96) + (BigInt(exponent) << 96n)
}

/** How far a double is from a number with 96 fraction bits, in its own ulps. */
function errorInUlps(found: number, exact: bigint): number {
  const nearest = Number(exact) / 2 ** 96
  // What is left beyond the nearest double is too small to matter for a bound of one.
  return found === nearest ? 0 : Math.abs(found - nearest) / ulpOf(nearest)
}

const anyPositive = fc.oneof(
  fc.double({ min: 1e-12, max: 1e12, noNaN: true }),
  fc.double({ min: 0.5, max: 2, noNaN: true }),
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
)

test('the logarithm of a power of two is its exponent, exactly', () => {
  for (let exponent = -1074; exponent < 1024; exponent++) {
    expect(log2(2 ** exponent)).toBe(exponent)
  }
})

test('log2 is within one unit in the last place of what whole numbers give', () => {
  fc.assert(
    fc.property(anyPositive, (value) => {
      if (value !== 1) expect(errorInUlps(log2(value), exactLog2(value))).toBeLessThanOrEqual(1)
    }),
    { numRuns: 2000 },
  )
})

test('ln is within one unit in the last place of what whole numbers give', () => {
  fc.assert(
    fc.property(anyPositive, (value) => {
      const exact = (exactLog2(value) * LN2) >> 96n
      if (value !== 1) expect(errorInUlps(ln(value), exact)).toBeLessThanOrEqual(1)
    }),
    { numRuns: 2000 },
  )
})

test('neither is more than two units in the last place from the functions of this engine', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
      if (value === 1) return
      for (const [ours, native] of [
        [log2(value), Math.log2(value)],
        [ln(value), Math.log(value)],
      ] as const) {
        expect(Math.abs(ours - native)).toBeLessThanOrEqual(2 * ulpOf(native))
      }
    }),
    { numRuns: 2000 },
  )
})

test('both are 0 at 1, and what has no logarithm says so', () => {
  for (const logarithm of [log2, ln]) {
    expect(logarithm(1)).toBe(0)
    expect(logarithm(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(logarithm(-1)).toBeNaN()
    expect(logarithm(Number.NaN)).toBeNaN()
    expect(logarithm(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
  }
})
