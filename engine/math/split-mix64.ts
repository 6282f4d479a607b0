/**
 * SplitMix64, the generator that fills soups: a stream of 64-bit draws from a 64-bit seed.
 *
 * JavaScript has no 64-bit integers that are fast, so state and draw are held as two 32-bit
 * halves, and the 64-bit products are put together from 16-bit ones. Algorithm and constants:
 * G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
 * 2014, in the public-domain form by S. Vigna.
 */

/** Upper 32 bits of the 64-bit product of two u32. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  // Each partial product is below 2^32 and each sum below 2^33: exact in a double.
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const carry = aLow * bHigh + (middle & 0xffff)
  return (
    (aHigh * bHigh + (middle - (middle & 0xffff)) / 0x10000 + Math.floor(carry / 0x10000)) >>> 0
  )
}

/** A generator. `next` overwrites the draw, so that a draw allocates nothing. */
export class SplitMix64 {
  /** Upper 32 bits of the last draw, u32. */
  high = 0
  /** Lower 32 bits of the last draw, u32. */
  low = 0
  #stateHigh: number
  #stateLow: number

  /** @param seed is taken modulo 2^64. */
  constructor(seed: bigint) {
    this.#stateHigh = Number(BigInt.asUintN(32, seed >> 32n)) | 0
    this.#stateLow = Number(BigInt.asUintN(32, seed)) | 0
  }

  /** Draws the next 64 bits into `high` and `low`. */
  next(): void {
    // state += 0x9e3779b97f4a7c15
    const low = (this.#stateLow + 0x7f4a7c15) | 0
    const carry = low >>> 0 < 0x7f4a7c15 ? 1 : 0
    this.#stateHigh = (this.#stateHigh + 0x9e3779b9 + carry) | 0
    this.#stateLow = low
    this.mix(this.#stateHigh, low)
  }

  /** Puts the finalizer of 64 bits (`mix64`) into `high` and `low`; the stream stays where it is. */
  mix(stateHigh: number, stateLow: number): void {
    // z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9
    let low = stateLow ^ ((stateLow >>> 30) | (stateHigh << 2))
    let high = stateHigh ^ (stateHigh >>> 30)
    high =
      (multiplyHigh(low >>> 0, 0x1ce4e5b9) +
        Math.imul(low, 0xbf58476d) +
        Math.imul(high, 0x1ce4e5b9)) |
      0
    low = Math.imul(low, 0x1ce4e5b9)

    // z = (z ^ (z >>> 27)) * 0x94d049bb133111eb
    low ^= (low >>> 27) | (high << 5)
    high ^= high >>> 27
    high =
      (multiplyHigh(low >>> 0, 0x133111eb) +
        Math.imul(low, 0x94d049bb) +
        Math.imul(high, 0x133111eb)) |
      0
    low = Math.imul(low, 0x133111eb)

    // z ^ (z >>> 31)
    this.low = (low ^ ((low >>> 31) | (high << 1))) >>> 0
    this.high = (high ^ (high >>> 31)) >>> 0
  }
}

/** Starts a stream of draws at a seed, which is taken modulo 2^64. */
export function createSplitMix64(seed: bigint): SplitMix64 {
  return new SplitMix64(seed)
}
