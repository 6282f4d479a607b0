/** Shannon entropy of a histogram. */
import { log2 } from '../math/log2.ts'

/**
 * A histogram is long from here on; what counts below it add is worked out once, since most in such a one
 * are. A power of two, so that counts are all below it where their bits together are.
 */
const LONG = 4096

/**
 * Entropy of the shares of a histogram, in bits: -sum p log2 p, summed in index order. 0 for an empty
 * one, and exactly 0 where all of it is in one place.
 *
 * C. E. Shannon, "A mathematical theory of communication", 1948.
 */
export function entropyOfCounts(counts: ArrayLike<number>): number {
  if (counts instanceof Uint32Array && counts.length >= LONG) return entropyOfMany(counts)
  let total = 0
  for (let i = 0; i < counts.length; i++) total += counts[i]!
  let entropy = 0
  for (let i = 0; i < counts.length; i++) entropy -= termOf(counts[i]!, total)
  return entropy
}

/** The same, four counts at a time: where none of them occurs there is nothing to subtract. */
function entropyOfMany(counts: Uint32Array): number {
  const whole = counts.length & ~3
  let total = 0
  for (let i = 0; i < whole; i += 4) {
    total += counts[i]! + counts[i + 1]! + counts[i + 2]! + counts[i + 3]!
  }
  for (let i = whole; i < counts.length; i++) total += counts[i]!
  const terms = new Float64Array(LONG)
  for (let count = 1; count < LONG; count++) terms[count] = termOf(count, total)
  let entropy = 0
  for (let i = 0; i < whole; i += 4) {
    const [a, b, c, d] = [counts[i]!, counts[i + 1]!, counts[i + 2]!, counts[i + 3]!]
    const any = a | b | c | d
    if (any === 0) continue
    if (any >>> 0 < LONG) {
      entropy -= terms[a]!
      entropy -= terms[b]!
      entropy -= terms[c]!
      entropy -= terms[d]!
    } else for (const count of [a, b, c, d]) entropy -= termOf(count, total)
  }
  for (let i = whole; i < counts.length; i++) entropy -= termOf(counts[i]!, total)
  return entropy
}

/** p log2 p of a count; 0 for none and for all. */
function termOf(count: number, total: number): number {
  if (count === 0 || count >= total) return 0
  const share = count / total
  return share * log2(share)
}
