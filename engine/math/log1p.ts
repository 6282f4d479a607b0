/**
 * ln(1 + x) and exp(x) - 1 without the loss of digits near 0, the same in every engine.
 *
 * What rounding 1 + x to u does to the argument is undone by the factor x / (u - 1), which is the same function's slope at
 * a place that is known exactly; likewise for the exponential (W. Kahan; see N. J. Higham, Accuracy and Stability of
 * Numerical Algorithms, 2nd edition, section 1.14.1). Within four units in the last place.
 */
import { exp } from './exp.ts'
import { ln } from './log2.ts'

/** ln(1 + `value`). -Infinity for -1, NaN below. */
export function log1p(value: number): number {
  const sum = 1 + value
  if (sum === 1 || sum === Number.POSITIVE_INFINITY) return value
  return ln(sum) * (value / (sum - 1))
}

/** exp(`value`) - 1. */
export function expm1(value: number): number {
  const power = exp(value)
  if (power === 1) return value
  const difference = power - 1
  // Where the exponential is near neither 1 nor 0, there are no digits to lose.
  if (!(value > -1 && value < 1)) return difference
  return difference * (value / ln(power))
}
