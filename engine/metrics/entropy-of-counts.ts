/** Shannon entropy of a histogram. */
import { log2 } from '../math/log2.ts'

/**
 * Entropy of the shares of a histogram, in bits: -sum p log2 p, summed in index order. 0 for an empty
 * one, and exactly 0 where all of it is in one place.
 *
 * C. E. Shannon, "A mathematical theory of communication", 1948.
 */
export function entropyOfCounts(counts: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < counts.length; i++) total += counts[i]!
  let entropy = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!
    if (count === 0 || count === total) continue
    const share = count / total
    entropy -= share * log2(share)
  }
  return entropy
}
