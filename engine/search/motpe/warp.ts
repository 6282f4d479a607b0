/** Losses on the scale that regression works on: mean 0, variance 1, and what is worse than the middle pressed together. */
import { ln } from '../../math/log2.ts'

/** From a loss to its warped one; it rises with the loss. */
export type Warp = (loss: number) => number

/**
 * The warp of losses: linear up to their middle, logarithmic beyond, so that how bad the bad ones are does not matter much.
 *
 * @param losses at least one, of any size.
 */
export function createWarp(losses: readonly number[]): Warp {
  // Quarters: a range may be wider than the largest number.
  const sorted = Float64Array.from(losses.map((loss) => loss / 4)).sort()
  const [least, most] = [sorted[0]!, sorted.at(-1)!]
  const middle = sorted[(sorted.length - 1) >> 1]!
  const unit = middle > least ? middle - least : most > least ? most - least : 1
  const press = (loss: number) => {
    const z = (loss / 4 - middle) / unit
    return z <= 0 ? z : ln(1 + z)
  }
  const { mean, deviation } = momentsOf(losses.map(press))
  return (loss) => (press(loss) - mean) / deviation
}

/** The mean and the standard deviation; 1 for the latter where all numbers are the same. */
function momentsOf(numbers: readonly number[]): { mean: number; deviation: number } {
  let sum = 0
  for (const each of numbers) sum += each
  const mean = sum / numbers.length
  let squares = 0
  for (const each of numbers) squares += (each - mean) * (each - mean)
  const deviation = Math.sqrt(squares / numbers.length)
  return { mean, deviation: deviation > 0 ? deviation : 1 }
}
