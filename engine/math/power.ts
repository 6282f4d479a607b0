/**
 * Powers of doubles with any exponent, the same in every engine; `Math.pow` differs between engines in the last bit.
 *
 * The algorithm and its coefficients are fdlibm's (Sun Microsystems 1993, `e_pow.c`): the binary logarithm of the base in
 * two parts, with some 70 bits, times the exponent in two parts, and 2 to that power. Below 0.7 units in the last place.
 * Special cases are those of ECMAScript's `**`.
 */
import { scaleByPowerOfTwo } from './power-of-two.ts'

/** Coefficients of (3/2) (ln(1 + f) - 2s - 2/3 s^3), s = f / (2 + f), by rising powers of s^2 from s^4 on. */
const L1 = 0.5999999999999946
const L2 = 0.4285714285785502
const L3 = 0.33333332981837743
const L4 = 0.272728123808534
const L5 = 0.23066074577556175
const L6 = 0.20697501780033842

/** Coefficients of R, as in `exp.ts`. */
const P1 = 0.16666666666666602
const P2 = -0.0027777777777015593
const P3 = 6.613756321437934e-5
const P4 = -1.6533902205465252e-6
const P5 = 4.1381367970572385e-8

/** 2 / (3 ln 2) and its two parts. */
const CP = 0.9617966939259756
const CP_HIGH = 0.9617967009544373
const CP_LOW = -7.028461650952758e-9

/** ln 2 and its two parts. */
const { LN2 } = Math
const LN2_HIGH = 0.6931471824645996
const LN2_LOW = -1.904654299957768e-9

/** log2(3/2) in two parts. */
const LOG2_3_HALVES_HIGH = 0.5849624872207642
const LOG2_3_HALVES_LOW = 1.350039202129749e-8

/** How far below 1024 the exponent of the largest double is, with its rounding. */
const TO_OVERFLOW = 8.008566259537294e-17

/** With a larger exponent, the power of whatever is not 1 is 0 or not finite. */
const HUGE = 2 ** 64

/** `base` to the power of `exponent`. */
export function power(base: number, exponent: number): number {
  if (exponent === 0) return 1
  const isOdd = Number.isInteger(exponent) && Math.abs(exponent) % 2 === 1
  const isNegative = base < 0 || Object.is(base, -0)
  const special = specialPower(base, exponent)
  if (special === undefined && isNegative && !Number.isInteger(exponent)) return Number.NaN
  const size = special ?? powerOfPositive(Math.abs(base), exponent)
  return isNegative && isOdd ? -size : size
}

/** The size of a power that is not worked out, or undefined. */
function specialPower(base: number, exponent: number): number | undefined {
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN
  const size = Math.abs(base)
  const isInfinite = Math.abs(exponent) === Number.POSITIVE_INFINITY
  if (size === 1 && isInfinite) return Number.NaN
  const isAtEnd = size === 0 || size === Number.POSITIVE_INFINITY
  const isBeyond = size !== 1 && Math.abs(exponent) > HUGE
  if (isAtEnd || isBeyond) return size > 1 === exponent > 0 ? Number.POSITIVE_INFINITY : 0
  return undefined
}

const view = new DataView(new ArrayBuffer(8))

/** A double without its lower 32 bits: products of two such are exact. */
function highPartOf(value: number): number {
  view.setFloat64(0, value)
  view.setUint32(4, 0)
  return view.getFloat64(0)
}

/** The lower part of the last logarithm. */
let logLow = 0

/** The upper part of the binary logarithm of a positive finite number; {@link logLow} is the rest. */
function splitLog2(value: number): number {
  const isSmall = value < 2.2250738585072014e-308
  view.setFloat64(0, isSmall ? value * 2 ** 53 : value)
  const high = view.getUint32(0)
  const fraction = high & 0xfffff
  let exponent = (high >>> 20) - 1023 - (isSmall ? 53 : 0)
  // The mantissa is divided by the nearest of 1, 3/2 and 2.
  const isAbove = fraction >= 0xbb67a
  const isMiddle = !isAbove && fraction > 0x3988e
  if (isAbove) exponent++
  view.setUint32(0, fraction | (isAbove ? 0x3fe00000 : 0x3ff00000))
  const mantissa = view.getFloat64(0)
  return splitLog2Near(mantissa, isMiddle, exponent)
}

function splitLog2Near(mantissa: number, isMiddle: boolean, exponent: number): number {
  const near = isMiddle ? 1.5 : 1
  // s = s_high + s_low = (mantissa - near) / (mantissa + near).
  const u = mantissa - near
  const v = 1 / (mantissa + near)
  const s = u * v
  const sHigh = highPartOf(s)
  const sumHigh = highPartOf(mantissa + near)
  const sLow = v * (u - sHigh * sumHigh - sHigh * (mantissa - (sumHigh - near)))
  // ln(mantissa / near) = 2/3 s (3 + s^2 + ...), in two parts.
  const z = s * s
  const tail = z * z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * L6)))))
  const rest = tail + sLow * (sHigh + s)
  const square = sHigh * sHigh
  const factorHigh = highPartOf(3 + square + rest)
  const factorLow = rest - (factorHigh - 3 - square)
  const upper = sHigh * factorHigh
  const lower = sLow * factorHigh + factorLow * s
  const productHigh = highPartOf(upper + lower)
  const productLow = lower - (productHigh - upper)
  // Times 2 / (3 ln 2), plus log2(near) and the exponent.
  const high = CP_HIGH * productHigh
  const low = CP_LOW * productHigh + productLow * CP + (isMiddle ? LOG2_3_HALVES_LOW : 0)
  const nearHigh = isMiddle ? LOG2_3_HALVES_HIGH : 0
  const log = highPartOf(high + low + nearHigh + exponent)
  logLow = low - (log - exponent - nearHigh - high)
  return log
}

/** Of a positive finite base and a finite exponent. */
function powerOfPositive(base: number, exponent: number): number {
  const log = splitLog2(base)
  const exponentHigh = highPartOf(exponent)
  const low = (exponent - exponentHigh) * log + exponent * logLow
  const high = exponentHigh * log
  const sum = low + high
  if (sum >= 1024 && (sum > 1024 || low + TO_OVERFLOW > sum - high)) return Number.POSITIVE_INFINITY
  if (sum <= -1075 && (sum < -1075 || low <= sum - high)) return 0
  const whole = Math.floor(sum + 0.5)
  return scaleByPowerOfTwo(exp2OfParts(high - whole, low), whole)
}

/** 2 to the power of a sum that is at most 1/2 in size. */
function exp2OfParts(high: number, low: number): number {
  const sumHigh = highPartOf(low + high)
  const u = sumHigh * LN2_HIGH
  const v = (low - (sumHigh - high)) * LN2 + sumHigh * LN2_LOW
  const z = u + v
  const w = v - (z - u)
  const t = z * z
  const c = z - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))))
  return 1 - ((z * c) / (c - 2) - (w + z * w) - z)
}
