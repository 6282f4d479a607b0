/** Trials as rows of numbers: what mixtures are made of. */
import type { Params } from '../parameter.ts'
import type { Space } from '../space.ts'

/**
 * One number a dimension: the place of a number on its scale, from 0 to 1, or the index of a choice. NaN where the trial
 * does not have the parameter.
 */
export type Places = Float64Array

/** Of spaces and frozen parameters, so that what is kept is what would be computed again. */
const kept = new WeakMap<Space, WeakMap<Params, Places>>()

/** The places of parameters. They are kept for as long as the parameters are; nobody may write to them. */
export function placesOf(space: Space, params: Params): Places {
  let known = kept.get(space)
  if (known === undefined) kept.set(space, (known = new WeakMap()))
  let places = known.get(params)
  if (places === undefined) known.set(params, (places = findPlaces(space, params)))
  return places
}

export function findPlaces(space: Space, params: Params): Places {
  return Float64Array.from(space.dimensions, (dimension) => {
    const value = params[dimension.name]
    if (value === undefined) return Number.NaN
    if (dimension.kind === 'choice') return dimension.choices.indexOf(value)
    return dimension.scale.toUnit(value as number)
  })
}
