/**
 * Random numbers for candidates, of which a proposal takes thousands: xoshiro128** (D. Blackman, S. Vigna, "Scrambled Linear
 * Pseudorandom Number Generators", ACM TOMS 47, 2021), begun by four draws of the trial. Its numbers depend on those before
 * them, which within one proposal does no harm.
 */
import type { Draws } from '../draws.ts'

/** Numbers one after the other. */
export type Uniforms = Pick<Draws, 'uniform' | 'below'>

const TWO_TO_32 = 0x1_0000_0000

/** Begins numbers of 32 random bits. */
export function createQuickDraws(draws: Draws): Uniforms {
  // A one, since a state of zeros would stay so.
  let a = draws.below(TWO_TO_32) | 1
  let b = draws.below(TWO_TO_32) | 0
  let c = draws.below(TWO_TO_32) | 0
  let d = draws.below(TWO_TO_32) | 0
  const uniform = () => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return (scrambled >>> 0) / TWO_TO_32
  }
  return { uniform, below: (count) => Math.floor(uniform() * count) }
}

const rotate = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits))
