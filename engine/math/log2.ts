/**
 * Logarithms of doubles, the same in every engine.
 *
 * `Math.log` and `Math.log2` differ between engines in the last bit. These take exponent and mantissa
 * apart and do the rest with + - x / only, which IEEE 754 rounds alike everywhere; both are within one
 * unit in the last place, and exact for powers of two. `fixed-log.ts` has the logarithm of whole numbers of any size.
 *
 * The algorithm and its coefficients are fdlibm's (Sun Microsystems 1993, `e_log.c`; for base 2 as in
 * FreeBSD's `e_log2.c`): with s = f / (2 + f), log(1 + f) = f - f^2/2 + s (f^2/2 + R), and R a polynomial
 * in s^2 that is off by less than 2^-58.
 */
import { powerOfTwo } from './power-of-two.ts'

/** Coefficients of R by rising powers of s^2, from the first on. */
const LG1 = 0.6666666666666735
const LG2 = 0.3999999999940942
const LG3 = 0.2857142874366239
const LG4 = 0.22222198432149784
const LG5 = 0.1818357216161805
const LG6 = 0.15313837699209373
const LG7 = 0.14798198605116586

/** ln 2 in two parts, of which the first times any exponent is exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** 1 / ln 2 in two parts, of which the first has 21 bits. */
const PER_LN2_HIGH = 1.4426950407214463
const PER_LN2_LOW = 1.6751713164886512e-10

/** Smallest normal double; below it numbers are scaled up by 2^54 first. */
const MIN_NORMAL = 2.2250738585072014e-308

/** What is added to a mantissa's upper 20 bits reaches bit 20 where the mantissa is above sqrt 2. */
const ABOVE_SQRT2 = 0x95f64

const view = new DataView(new ArrayBuffer(8))

/** The exponent of the last number that was split. */
let exponent = 0

/** Splits a positive finite number into 2^exponent (1 + f), with 1 + f from sqrt(1/2) to sqrt 2; gives f. */
function split(value: number): number {
  if (value < MIN_NORMAL) {
    const f = split(value * 2 ** 54)
    exponent -= 54
    return f
  }
  view.setFloat64(0, value)
  const high = view.getUint32(0)
  exponent = (high >>> 20) - 1023 + (((high & 0xfffff) + ABOVE_SQRT2) >>> 20)
  // Faster than to put the mantissa together again from its bits. The largest numbers have the exponent 1024.
  if (exponent > 1022) return value * powerOfTwo(-1000) * powerOfTwo(1000 - exponent) - 1
  return value * powerOfTwo(-exponent) - 1
}

/** log(1 + f) - f + f^2/2. */
function remainderOf(f: number, halfSquare: number): number {
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (LG2 + w * (LG4 + w * LG6))
  const odd = z * (LG1 + w * (LG3 + w * (LG5 + w * LG7)))
  return s * (halfSquare + (even + odd))
}

/** What has no finite logarithm, or undefined. */
function logarithmOfOthers(value: number): number | undefined {
  if (value > 0) return value === Number.POSITIVE_INFINITY ? value : undefined
  return value === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
}

/** The natural logarithm. -Infinity for 0, NaN below. */
export function ln(value: number): number {
  const other = logarithmOfOthers(value)
  if (other !== undefined) return other
  const f = split(value)
  const halfSquare = 0.5 * f * f
  const rest = remainderOf(f, halfSquare) + exponent * LN2_LOW
  return exponent * LN2_HIGH - (halfSquare - rest - f)
}

/** The binary logarithm. -Infinity for 0, NaN below. */
export function log2(value: number): number {
  const other = logarithmOfOthers(value)
  if (other !== undefined) return other
  const f = split(value)
  const whole = exponent
  const halfSquare = 0.5 * f * f
  const rest = remainderOf(f, halfSquare)
  // Cut to 21 bits, so that its product with the upper part of 1 / ln 2 is exact.
  view.setFloat64(0, f - halfSquare)
  view.setUint32(4, 0)
  const high = view.getFloat64(0)
  const low = f - high - halfSquare + rest
  const product = high * PER_LN2_HIGH
  const sum = whole + product
  return (low + high) * PER_LN2_LOW + low * PER_LN2_HIGH + (whole - sum + product) + sum
}
