/** Whether one of two ways is better, from the scores of both with the same seeds. */
import { createDraws } from '../../engine/search/draws.ts'

/** More pairs than this have too many signs to try. */
const MAX_PAIRS = 20

/**
 * The exact permutation test of paired differences: the share of all ways to give each difference a sign in which the sum is
 * at least as far from 0. Of ten pairs the least is 2 / 1024.
 */
export function permutationTest(differences: readonly number[]): number {
  if (differences.length > MAX_PAIRS) throw new Error('There are too many pairs for all signs.')
  const sum = differences.reduce((a, b) => a + b, 0)
  // What rounding adds to a sum is no difference.
  const least = Math.abs(sum) - 1e-12
  let far = 0
  const ways = 2 ** differences.length
  for (let signs = 0; signs < ways; signs++) {
    const flipped = differences.reduce((a, b, i) => a + ((signs >> i) & 1 ? -b : b), 0)
    if (Math.abs(flipped) >= least) far++
  }
  return far / ways
}

const RESAMPLES = 10_000
/** What resamples are drawn from. */
export const BOOTSTRAP_SEED = 65n

/** The middle 95 of 100 means of numbers drawn from these with replacement, drawn from {@link BOOTSTRAP_SEED}. */
export function bootstrapMean(numbers: readonly number[]): readonly [low: number, high: number] {
  const means = Array.from({ length: RESAMPLES }, (_, i) => {
    const draws = createDraws(BOOTSTRAP_SEED, i, 0)
    let sum = 0
    for (let k = 0; k < numbers.length; k++) sum += numbers[draws.below(numbers.length)]!
    return sum / numbers.length
  }).sort((a, b) => a - b)
  return [means[Math.floor(0.025 * RESAMPLES)]!, means[Math.ceil(0.975 * RESAMPLES) - 1]!]
}

/**
 * P-values of several comparisons, each raised so that the chance of any false one among them is bounded as that of one was
 * (S. Holm, Scandinavian Journal of Statistics 6:65, 1979); in the order given.
 */
export function correctByHolm(values: readonly number[]): readonly number[] {
  const corrected = new Array<number>(values.length)
  let least = 0
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!)
  for (const [rank, i] of order.entries()) {
    least = Math.min(1, Math.max(least, (values.length - rank) * values[i]!))
    corrected[i] = least
  }
  return corrected
}
