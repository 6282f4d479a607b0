/**
 * Philox4x32-10, the random numbers of ticks: a hash of (seed, tick, cell), never a stream.
 *
 * A counter of four words goes through ten rounds of multiplications under a key of two; what
 * comes out are four words, each as good as a fresh draw. So any cell's number can be had at any
 * time, in any order, on any machine. Algorithm, multipliers and key steps: J. K. Salmon,
 * M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
 *
 * The counter is (x, y, z, low 32 bits of the tick), the key (low half of the seed, high half of
 * the seed xor (draw >> 2)), and a draw is word `draw & 3` of the outcome.
 */

/** What the rounds multiply words 0 and 2 by. */
export const PHILOX_MULTIPLIERS = Object.freeze([0xd2511f53, 0xcd9e8d57] as const)

/** What is added to the two words of the key from round to round. */
export const PHILOX_KEY_STEPS = Object.freeze([0x9e3779b9, 0xbb67ae85] as const)

export const PHILOX_ROUNDS = 10

/**
 * One draw of the cell (x, y, z) at a tick: all 32 bits, as an i32. Coordinates, tick and draw are
 * taken modulo 2^32.
 */
export type Philox = (x: number, y: number, z: number, tick: number, draw: number) => number

/** The two words of a key before its first round. */
export interface PhiloxKey {
  readonly low: number
  readonly high: number
}

/**
 * The key of a seed for the four draws from `4 * group` on, as two i32.
 *
 * @param seed is taken modulo 2^64.
 */
export function philoxKeyOf(seed: bigint, group: number): PhiloxKey {
  return {
    low: Number(BigInt.asIntN(32, seed)),
    high: Number(BigInt.asIntN(32, seed >> 32n)) ^ group,
  }
}

/**
 * Builds the draws of a seed. A draw allocates nothing.
 *
 * @param seed is taken modulo 2^64.
 */
export function createPhilox(seed: bigint): Philox {
  const { low, high } = philoxKeyOf(seed, 0)
  return (x, y, z, tick, draw) => philoxWord(low, high ^ (draw >> 2), x, y, z, tick, draw & 3)
}

/** Word `word` (0 to 3) of what a counter of four words comes to under a key of two; an i32. */
export function philoxWord(
  keyLow: number,
  keyHigh: number,
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  word: number,
): number {
  const [multiplier0, multiplier1] = PHILOX_MULTIPLIERS
  const [keyStep0, keyStep1] = PHILOX_KEY_STEPS
  let key0 = keyLow | 0
  let key1 = keyHigh | 0
  let word0 = counter0 | 0
  let word1 = counter1 | 0
  let word2 = counter2 | 0
  let word3 = counter3 | 0
  for (let round = 0; round < PHILOX_ROUNDS; round++) {
    const from0 = word0
    word0 = multiplyHigh(multiplier1, word2) ^ word1 ^ key0
    word1 = Math.imul(multiplier1, word2)
    word2 = multiplyHigh(multiplier0, from0) ^ word3 ^ key1
    word3 = Math.imul(multiplier0, from0)
    key0 = (key0 + keyStep0) | 0
    key1 = (key1 + keyStep1) | 0
  }
  return word < 2 ? (word === 0 ? word0 : word1) : word === 2 ? word2 : word3
}

/** Upper 32 bits of the 64-bit product of two words that are read as u32; an i32. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  // A product of two 16-bit numbers leaves room for one more 16-bit number below 2^32.
  const middle = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)
  const carry = Math.imul(aLow, bHigh) + (middle & 0xffff)
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0
}
