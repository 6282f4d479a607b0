/**
 * The terms of the digest of a state: 64 bits that any layout of its cells adds up to alike.
 *
 * A state is rows of bytes, one byte a cell; a *column* is one bit of one byte of all rows. Its
 * value is the sum over the rows n whose bit is 1 of t^n in the field of 2^64 elements, in which
 * t^64 = t^4 + t^3 + t + 1 (CRC-64 of ISO 3309): bit i of the u64 stands for t^i. Adding there is
 * XOR, so rows are folded whole, in whatever order their columns lie. The digest is the sum modulo
 * 2^64 of the columns' terms, each scrambled under a key of its own. A column of zeros adds 0.
 *
 * Row n of a world of height H is the row (y, z) with n = y + H z; without an end along y, H is
 * 2^32. docs/decisions/011-the-digest-of-a-state.md has the reasons.
 */

/** What t^64 is: t^4 + t^3 + t + 1. */
export const FIELD_TAIL = 0b11011n

/** The height of a world that has no end along y. */
export const ENDLESS_HEIGHT = 2 ** 32

/** From column to column, keys are 2^64 over the golden ratio apart before they are mixed. */
export const KEY_STEP = 0x9e3779b97f4a7c15n

/** The finalizer of SplitMix64: shifts to the right, each but the last before a product. */
export const MIX_SHIFTS = Object.freeze([30, 27, 31] as const)
export const MIX_FACTORS = Object.freeze([0xbf58476d1ce4e5b9n, 0x94d049bb133111ebn] as const)

const u64 = (value: bigint) => BigInt.asUintN(64, value)

/** A permutation of the u64 in which each bit decides about all others. */
export function mix64(value: bigint): bigint {
  let mixed = u64(value)
  for (const [i, shift] of MIX_SHIFTS.entries()) {
    mixed ^= mixed >> BigInt(shift)
    mixed = u64(mixed * (MIX_FACTORS[i] ?? 1n))
  }
  return mixed
}

/** What the keys of a bit's columns begin with. @param plane 0 for the state. */
export function planeSeed(plane: number, bit: number): bigint {
  return mix64(BigInt(1 + bit + 8 * plane))
}

/** The product of two elements of the field. */
export function multiplyInField(a: bigint, b: bigint): bigint {
  let product = 0n
  let shifted = a
  for (let rest = b; rest > 0n; rest >>= 1n) {
    if (rest & 1n) product ^= shifted
    shifted = u64(shifted << 1n) ^ (shifted >> 63n ? FIELD_TAIL : 0n)
  }
  return product
}

/** t to a power, which may be negative: t has the order 2^64 - 1. */
export function powerOfT(exponent: bigint): bigint {
  const order = 2n ** 64n - 1n
  let power = 1n
  let square = 2n
  for (let rest = ((exponent % order) + order) % order; rest > 0n; rest >>= 1n) {
    if (rest & 1n) power = multiplyInField(power, square)
    square = multiplyInField(square, square)
  }
  return power
}

/** What a column adds to the digest. @param x number of the byte in its row; may be negative. */
export function columnTerm(value: bigint, seed: bigint, x: bigint): bigint {
  const key = mix64(seed + x * KEY_STEP)
  return u64(mix64(value ^ key) - mix64(key))
}

/** What the background of a world without an end adds; that of background 0 is 0. */
export function backgroundTerm(background: number): bigint {
  return background === 0 ? 0n : mix64(BigInt(background) * KEY_STEP)
}

/**
 * What bytes add that are no rows of cells: FNV-1a of 32 bits and a hash like it that turns its bits,
 * both begun with the length, side by side and mixed. A single byte that differs is always seen.
 */
export function bytesTerm(bytes: Uint8Array): bigint {
  let low = bytes.length
  let high = ~bytes.length
  for (const byte of bytes) {
    low = Math.imul(low ^ byte, 0x01000193)
    high = Math.imul(((high << 13) | (high >>> 19)) ^ byte, 0x9e3779b1)
  }
  return mix64((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))
}

/** Takes the digest of the next tick into that of a run, which begins with 0. */
export function foldRunDigest(run: bigint, digest: bigint): bigint {
  return mix64(u64(run * MIX_FACTORS[1] + KEY_STEP) ^ digest)
}

/** 16 lower-case hexadecimal digits. */
export function formatDigest(digest: bigint): string {
  return digest.toString(16).padStart(16, '0')
}
