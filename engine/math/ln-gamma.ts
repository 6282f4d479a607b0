/**
 * The logarithm of the gamma function, the same in every engine.
 *
 * Stirling's series (Abramowitz and Stegun, 6.1.41) from 10 on, where seven terms leave less than 3e-17; below, the recurrence
 * of 6.1.15 leads up to there. Within 2e-14, or 2e-14 of its size where it is above 1; near its zeros at 1 and 2 the digits
 * that are left are fewer.
 */
import { ln } from './log2.ts'

const LN_ROOT_OF_TWO_PI = 0.9189385332046728
const LEAST = 10

/** B(2k) / (2k (2k - 1)) of the Bernoulli numbers, from k = 1 on. */
const TERMS = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156] as const

/** ln of gamma of a number above 0; Infinity for 0 and Infinity, NaN below. */
export function lnGamma(value: number): number {
  if (!(value >= 0)) return Number.NaN
  if (value === 0 || value === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
  let product = 1
  let x = value
  for (; x < LEAST; x++) product *= x
  let series = 0
  for (let k = TERMS.length - 1; k >= 0; k--) series = series / (x * x) + TERMS[k]!
  const upper = (x - 0.5) * ln(x) - x + LN_ROOT_OF_TWO_PI + series / x
  return product === 1 ? upper : upper - ln(product)
}
