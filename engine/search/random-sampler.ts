/** Values drawn independently and evenly on each parameter's scale, or by the weights of its author's belief. */
import { createDraws } from './draws.ts'
import type { Sampler } from './sampler.ts'
import { chooseParams, valueAt } from './space.ts'

/** The stream of these draws; see `createDraws`. */
const STREAM = 1

/** The sampler that learns nothing: the baseline of all others, and how they begin. */
export const RANDOM_SAMPLER: Sampler = Object.freeze({
  propose({ space, seed, number }) {
    const draws = createDraws(seed, number, STREAM)
    // One draw a parameter, whether it exists or not: a condition does not shift the draws of what comes after it.
    const places = space.dimensions.map(() => draws.uniform())
    return chooseParams(space, (dimension) => valueAt(dimension, places[dimension.index]!))
  },
} satisfies Sampler)
