/** The hyperbolic tangent, the same in every engine. */
import { exp, expm1 } from './exp.ts'

/** Beyond it, the result is 1 to the last place. */
const SATURATED = 22

/** tanh(`value`), by the exponential of twice its size (as in fdlibm's `s_tanh.c`). Within four units in the last place. */
export function tanh(value: number): number {
  const size = Math.abs(value)
  if (size > SATURATED) return value < 0 ? -1 : 1
  if (size >= 1) {
    const result = 1 - 2 / (exp(2 * size) + 1)
    return value < 0 ? -result : result
  }
  const growth = expm1(2 * value)
  return growth / (growth + 2)
}
