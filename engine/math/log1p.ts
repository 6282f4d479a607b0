/**
 * ln(1 + x) without the loss of digits near 0, the same in every engine.
 *
 * What rounding 1 + x to u does to the logarithm is undone by the factor x / (u - 1), since ln(u) / (u - 1) hardly changes
 * between the two (W. Kahan; see N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, problem 1.5).
 * Within four units in the last place.
 */
import { ln } from './log2.ts'

/** ln(1 + `value`). -Infinity for -1, NaN below. */
export function log1p(value: number): number {
  const sum = 1 + value
  if (sum === 1 || sum === Number.POSITIVE_INFINITY) return value
  return ln(sum) * (value / (sum - 1))
}
