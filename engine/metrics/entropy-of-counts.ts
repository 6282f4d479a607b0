/** Shannon entropy of a histogram. */
import { log2 } from '../math/log2.ts'

/** Below it, what a count adds is worked out once: long histograms have few counts that are large. */
const REMEMBERED_COUNTS = 4096

/** Shorter ones, of the states of cells, are done before the room for that is there. */
const LONG_HISTOGRAM = 1024

const NO_TERMS = new Float64Array(0)

/**
 * Entropy of the shares of a histogram, in bits: -sum p log2 p, summed in index order. 0 for an empty
 * one, and exactly 0 where all of it is in one place.
 *
 * C. E. Shannon, "A mathematical theory of communication", 1948.
 */
export function entropyOfCounts(counts: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < counts.length; i++) total += counts[i]!
  // 0 where it is not known yet: no share below 1 adds 0.
  const terms =
    counts.length < LONG_HISTOGRAM
      ? NO_TERMS
      : new Float64Array(Math.min(REMEMBERED_COUNTS, counts.length))
  let entropy = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!
    if (count === 0 || count === total) continue
    let term = count < terms.length ? terms[count]! : 0
    if (term === 0) {
      const share = count / total
      term = share * log2(share)
      if (count < terms.length) terms[count] = term
    }
    entropy -= term
  }
  return entropy
}
