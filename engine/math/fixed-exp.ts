/**
 * The exponential function and square roots in fixed point, on integers of any size.
 *
 * `Math.exp` differs between engines in the last bit. Where a value reaches a rule, nothing but
 * integer arithmetic will do: the same digits everywhere, by construction.
 */

/** Bits that are computed beyond those asked for, so that only the last of these can be off. */
const GUARD_BITS = 32

/** ln 2 times 2^LN2_BITS, cut off. */
const LN2_BITS = 192
const LN2 = 0xb17217f7d1cf79abc9e3b39803f2f6af40f343267298b62dn

/** The most fraction bits there may be: ln 2 is not known to more. */
export const MAX_FRACTION_BITS = LN2_BITS - GUARD_BITS - 32

/**
 * e to the power of x, both with so many fraction bits, at most MAX_FRACTION_BITS; rounded down, and
 * at most one too small.
 *
 * @example Number(expFixed(-(1n << 48n), 48)) / 2 ** 48 // 0.36787944117144
 */
export function expFixed(x: bigint, fractionBits: number): bigint {
  const bits = BigInt(fractionBits + GUARD_BITS)
  const ln2 = LN2 >> (BigInt(LN2_BITS) - bits)
  const scaled = x << BigInt(GUARD_BITS)
  const remainder = ((scaled % ln2) + ln2) % ln2
  const doublings = (scaled - remainder) / ln2
  // The series stays below 2, so nothing would be left of it.
  if (doublings < -BigInt(fractionBits)) return 0n
  // The series of e^r for r below ln 2, of which every term is less than half of the one before
  // it from the second on.
  let term = 1n << bits
  let sum = 0n
  for (let n = 1n; term > 0n; n++) {
    sum += term
    term = ((term * remainder) >> bits) / n
  }
  const shift = doublings - BigInt(GUARD_BITS)
  return shift < 0n ? sum >> -shift : sum << shift
}

/** The square root of a whole number, rounded down: Newton's iteration from above. */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}
