/**
 * Logarithms in fixed point, on integers of any size.
 *
 * `Math.log2` differs between engines in the last bit. Where a value reaches a rule or a field, the
 * digits are worked out with whole numbers: the same everywhere, by construction.
 */

/** Bits that are computed beyond those asked for: each squaring at most doubles what is cut off. */
const GUARD_BITS = 64

/**
 * The binary logarithm of a whole number of at least 1, with so many fraction bits, rounded down.
 *
 * Digit by digit: squaring a number between 1 and 2 doubles its logarithm, so that each squaring
 * gives the next digit (Knuth, The Art of Computer Programming 1, section 1.2.2, exercise 25).
 *
 * @example Number(log2Fixed(3n, 16)) / 2 ** 16 // 1.5849609375
 */
export function log2Fixed(value: bigint, fractionBits: number): bigint {
  const bits = BigInt(fractionBits + GUARD_BITS)
  const exponent = BigInt(value.toString(2).length - 1)
  let mantissa = (value << bits) >> exponent
  let digits = exponent
  for (let i = 0; i < fractionBits; i++) {
    mantissa = (mantissa * mantissa) >> bits
    digits <<= 1n
    if (mantissa >> (bits + 1n) === 0n) continue
    mantissa >>= 1n
    digits |= 1n
  }
  return digits
}
