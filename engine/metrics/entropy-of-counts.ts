/** Shannon entropy of a histogram. */
import { log2 } from '../math/log2.ts'

/**
 * Entropy of the shares of a histogram, in bits: log2 N - (sum of n log2 n) / N. 0 for an empty one.
 *
 * C. E. Shannon, "A mathematical theory of communication", 1948. Summed in index order.
 */
export function entropyOfCounts(counts: ArrayLike<number>): number {
  let total = 0
  let sum = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!
    if (count <= 1) {
      total += count
      continue
    }
    total += count
    sum += count * log2(count)
  }
  return total === 0 ? 0 : Math.max(0, log2(total) - sum / total)
}
