/**
 * Sine and cosine of doubles, the same in every engine; `Math.sin` differs between engines in the last bit.
 *
 * The polynomials are fdlibm's (Sun Microsystems 1993, `k_sin.c` and `k_cos.c`), off by less than 2^-58 within an eighth
 * of a turn; the low part of the angle enters by the first term of its own series. Within one unit in the last place.
 */
import { type ReducedAngle, reduceAngle } from './reduce-angle.ts'

/** Coefficients of the sine by rising powers of x^2, after its first term x. */
const S1 = -0.16666666666666632
const S2 = 0.00833333333332249
const S3 = -0.0001984126982985795
const S4 = 2.7557313707070068e-6
const S5 = -2.5050760253406863e-8
const S6 = 1.58969099521155e-10

/** Coefficients of the cosine by rising powers of x^2, after its first terms 1 - x^2 / 2. */
const C1 = 0.0416666666666666
const C2 = -0.001388888888887411
const C3 = 2.480158728947673e-5
const C4 = -2.7557314351390663e-7
const C5 = 2.087572321298175e-9
const C6 = -1.1359647557788195e-11

/** Angles below it need no reduction: a little less than pi / 4. */
const EIGHTH = 0.785

/** The sine of an angle in radians; NaN where it is not finite. */
export function sin(angle: number): number {
  if (angle > -EIGHTH && angle < EIGHTH) return sinOf(angle, 0)
  return turned(reduceAngle(angle), 0)
}

/** The cosine of an angle in radians; NaN where it is not finite. */
export function cos(angle: number): number {
  if (angle > -EIGHTH && angle < EIGHTH) return cosOf(angle, 0)
  return turned(reduceAngle(angle), 1)
}

/** The sine of a reduced angle and so many quarter turns more. */
function turned({ quarter, high, low }: ReducedAngle, more: number): number {
  const turns = quarter + more
  const value = turns & 1 ? cosOf(high, low) : sinOf(high, low)
  return turns & 2 ? -value : value
}

function sinOf(x: number, low: number): number {
  const z = x * x
  const r = S2 + z * (S3 + z * S4) + z * z * z * (S5 + z * S6)
  const cube = z * x
  return x - (z * (0.5 * low - cube * r) - low - cube * S1)
}

function cosOf(x: number, low: number): number {
  const z = x * x
  const r = z * (C1 + z * (C2 + z * C3)) + z * z * z * z * (C4 + z * (C5 + z * C6))
  const half = 0.5 * z
  const whole = 1 - half
  return whole + (1 - whole - half + (z * r - x * low))
}
