/** Shares of numbers: exponentials over their sum. */
import { exp } from '../../math/exp.ts'

/** Puts the shares of `count` numbers in their place. The largest is taken off first, so that none overflows. */
export function softmaxInPlace(values: Float64Array, from: number, count: number): void {
  let most = Number.NEGATIVE_INFINITY
  for (let i = from; i < from + count; i++) if (values[i]! > most) most = values[i]!
  let sum = 0
  for (let i = from; i < from + count; i++) {
    const share = exp(values[i]! - most)
    values[i] = share
    sum += share
  }
  for (let i = from; i < from + count; i++) values[i]! /= sum
}
