/**
 * The exponential of doubles, the same in every engine; `Math.exp` differs between engines in the last bit.
 *
 * The algorithm and its coefficients are fdlibm's (Sun Microsystems 1993, `e_exp.c`): with x = k ln 2 + r and r at most
 * half of ln 2, exp(r) = 1 + 2 r / (R - r), where R = r (exp(r) + 1) / (exp(r) - 1) is a polynomial in r^2 that is off by
 * less than 2^-59. Within one unit in the last place; only + - x / are used.
 */

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

/** e to the power of `value`; NaN for NaN. */
export function exp(value: number): number {
  if (value > OVERFLOW) return Number.POSITIVE_INFINITY
  if (value < UNDERFLOW) return 0
  const k = Math.floor(value * PER_LN2 + 0.5)
  const high = value - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const t = r * r
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))))
  const mantissa = 1 - (low - (r * c) / (2 - c) - high)
  return scale(mantissa, k)
}

const view = new DataView(new ArrayBuffer(8))

/** `mantissa` times 2^k, for a mantissa near 1: in two steps where 2^k is no normal number. */
function scale(mantissa: number, k: number): number {
  if (k >= -1022 && k <= 1023) return mantissa * powerOfTwo(k)
  return k > 0 ? mantissa * 2 * powerOfTwo(k - 1) : mantissa * powerOfTwo(k + 54) * 2 ** -54
}

function powerOfTwo(k: number): number {
  if (!(k >= -1022)) return Number.NaN
  view.setUint32(0, (k + 1023) << 20)
  return view.getFloat64(0)
}
