/**
 * Sobol points with Owen's scrambling: any run of 2^k trials from the first on is spread more evenly than random ones would be.
 *
 * I. M. Sobol, USSR Comput. Math. Math. Phys. 7, 1967; A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences",
 * 1995. A parameter has a dimension of its own whether it exists or not. Parameters beyond the dimensions of the table are
 * drawn independently.
 */
import { createPhilox, type Philox } from '../../math/philox.ts'
import { Draws } from '../draws.ts'
import type { Sampler } from '../sampler.ts'
import { chooseParams, valueAt } from '../space.ts'
import { DIRECTION_NUMBERS } from './direction-numbers.ts'

/** The stream of these draws; see `createDraws`. */
const STREAM = 2

/** The sampler; it does not look at what came of trials. */
export const SOBOL_SAMPLER: Sampler = Object.freeze({
  propose({ space, seed, number }) {
    const philox = createPhilox(seed)
    const places = placesOf(philox, number, space.dimensions.length)
    return chooseParams(space, (dimension) => valueAt(dimension, places[dimension.index]!))
  },
} satisfies Sampler)

/**
 * Point `number` of the scrambled sequence.
 *
 * @returns one place a dimension, from 0 to below 1.
 */
export function placesOf(philox: Philox, number: number, dimensions: number): readonly number[] {
  const draws = new Draws(philox, number, STREAM)
  return Array.from({ length: dimensions }, (_, dimension) => {
    // What is below the bits of the sequence is filled evenly; and it is drawn for all, so that dimensions keep their draws.
    const rest = draws.uniform()
    if (dimension >= DIRECTION_NUMBERS.length) return rest
    const bits = scramble(philox, pointAt(number, dimension), dimension)
    return bits / 2 ** 32 + Math.floor(rest * 2 ** 21) / 2 ** 53
  })
}

/** A coordinate of the sequence as it stands, as a u32; numbers are taken modulo 2^32. */
export function pointAt(number: number, dimension: number): number {
  const directions = DIRECTION_NUMBERS[dimension]!
  let bits = 0
  for (let rest = number >>> 0, k = 0; rest > 0; rest >>>= 1, k++) {
    if (rest % 2 === 1) bits ^= directions[k]!
  }
  return bits >>> 0
}

/** Each bit is flipped or not by a hash of the bits above it, so that halves of halves are swapped at random. */
function scramble(philox: Philox, bits: number, dimension: number): number {
  let scrambled = 0
  for (let k = 0; k < 32; k++) {
    const above = k === 0 ? 0 : bits >>> (32 - k)
    const isFlipped = philox(above, k, dimension, STREAM, 2) < 0
    const bit = (bits >>> (31 - k)) % 2 === 1
    scrambled = scrambled * 2 + (bit === isFlipped ? 0 : 1)
  }
  return scrambled
}
