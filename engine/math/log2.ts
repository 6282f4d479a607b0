/**
 * The binary logarithm of a double, the same in every engine.
 *
 * `Math.log2` differs between engines in the last bit. This one takes exponent and mantissa apart
 * and adds up a series with + - x / only, which IEEE 754 rounds alike everywhere. `fixed-log.ts` has
 * the logarithm of whole numbers of any size.
 */

const view = new DataView(new ArrayBuffer(8))

/** The double nearest to 2 / ln 2. */
const TWO_OVER_LN2 = 2.8853900817779268

/** The double nearest to the square root of 2: mantissas above it are halved. */
const SQRT2 = Math.SQRT2

/** Smallest normal double; below it numbers are scaled up by 2^54 first. */
const MIN_NORMAL = 2.2250738585072014e-308

/** 1/21, 1/19 ... 1/3, 1: coefficients of the series of the inverse hyperbolic tangent. */
const SERIES = Object.freeze([21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1].map((n) => 1 / n))

/**
 * log2 of a number, within two units in the last place; exact for powers of two. -Infinity for 0, NaN below.
 *
 * With s = (m - 1) / (m + 1), log2 m = 2 / ln 2 (s + s^3/3 + s^5/5 ...); for m between sqrt(1/2) and
 * sqrt 2, |s| < 0.172, so that eleven terms are enough.
 */
export function log2(value: number): number {
  if (!(value > 0)) return value === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (value === Number.POSITIVE_INFINITY) return value
  const isSmall = value < MIN_NORMAL
  view.setFloat64(0, isSmall ? value * 2 ** 54 : value)
  const high = view.getUint32(0)
  let exponent = (high >>> 20) - 1023 - (isSmall ? 54 : 0)
  view.setUint32(0, (high & 0xfffff) | 0x3ff00000)
  let mantissa = view.getFloat64(0)
  if (mantissa > SQRT2) {
    mantissa /= 2
    exponent++
  }
  const s = (mantissa - 1) / (mantissa + 1)
  const square = s * s
  let sum = 0
  for (const coefficient of SERIES) sum = sum * square + coefficient
  return exponent + TWO_OVER_LN2 * s * sum
}
