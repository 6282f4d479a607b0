/**
 * The exponential of doubles, the same in every engine; `Math.exp` differs between engines in the last bit.
 *
 * The algorithm and its coefficients are fdlibm's (Sun Microsystems 1993, `e_exp.c`): with x = k ln 2 + r and r at most
 * half of ln 2, exp(r) = 1 + 2 r / (R - r), where R = r (exp(r) + 1) / (exp(r) - 1) is a polynomial in r^2 that is off by
 * less than 2^-59. Within one unit in the last place; only + - x / are used.
 */
import { scaleByPowerOfTwo } from './power-of-two.ts'

/** Coefficients of R by rising powers of r^2, after its first term 2. */
const P1 = 0.16666666666666602
const P2 = -0.0027777777777015593
const P3 = 6.613756321437934e-5
const P4 = -1.6533902205465252e-6
const P5 = 4.1381367970572385e-8

/** ln 2 in two parts, of which the first times any exponent is exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const PER_LN2 = Math.LOG2E

/** Above it the result is not finite, and below the other it is 0. */
const OVERFLOW = 709.782712893384
const UNDERFLOW = -745.1332191019411

/** Within this of 0, r is what the exponential is taken of; beyond, little is lost by taking 1 from it. */
const NEAR_0 = 0.34

/** e to the power of `value`; NaN for NaN. */
export function exp(value: number): number {
  if (value > OVERFLOW) return Number.POSITIVE_INFINITY
  if (value < UNDERFLOW) return 0
  const k = Math.floor(value * PER_LN2 + 0.5)
  const high = value - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  return scaleByPowerOfTwo(1 - (low - secondOrderOf(r) - high), k)
}

/** exp(r) - 1 - r, for r at most half of ln 2 in size. */
function secondOrderOf(r: number): number {
  const t = r * r
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))))
  return (r * c) / (2 - c)
}

/** exp(`value`) - 1, with all its digits near 0 too. Within four units in the last place. */
export function expm1(value: number): number {
  if (value === 0) return value
  return value > -NEAR_0 && value < NEAR_0 ? value + secondOrderOf(value) : exp(value) - 1
}
