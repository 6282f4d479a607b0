/** Trials as rows of numbers: what densities and regression are made of. */
import type { Draws } from '../draws.ts'
import type { Choice, Params } from '../parameter.ts'
import { chooseParams, type Dimension, type Space, valueAt } from '../space.ts'

/**
 * One number a dimension: the place of a number on its scale, from 0 to 1, or the index of a choice. NaN where the trial
 * does not have the parameter.
 */
export type Places = Float64Array

/** Parameters and their places. */
export interface Proposal {
  readonly params: Params
  readonly places: Places
}

/** Of spaces and frozen parameters, so that what is kept is what would be computed again. */
const kept = new WeakMap<Space, WeakMap<Params, Places>>()

/** The places of parameters. They are kept for as long as the parameters are; nobody may write to them. */
export function placesOf(space: Space, params: Params): Places {
  let known = kept.get(space)
  if (known === undefined) {
    known = new WeakMap()
    kept.set(space, known)
  }
  let places = known.get(params)
  if (places === undefined) {
    places = findPlaces(space, params)
    known.set(params, places)
  }
  return places
}

function findPlaces(space: Space, params: Params): Places {
  return Float64Array.from(space.dimensions, (dimension) => {
    const value = params[dimension.name]
    if (value === undefined) return Number.NaN
    if (dimension.kind === 'choice') return dimension.choices.indexOf(value)
    return dimension.scale.toUnit(value as number)
  })
}

/** The value at a place of a row. */
export function valueAtPlace(dimension: Dimension, place: number): Choice {
  if (dimension.kind === 'number') return dimension.scale.fromUnit(place)
  return dimension.choices[place]!
}

/** A place that any value is equally likely at. */
export function drawPlace(dimension: Dimension, draws: Draws): number {
  return dimension.kind === 'choice' ? draws.below(dimension.choices.length) : draws.uniform()
}

/**
 * Makes parameters of a row: on the grid, without those that do not exist, and with those that do but have no place drawn
 * evenly.
 */
export function settle(space: Space, row: Places, draws: Draws): Proposal {
  const params = chooseParams(space, (dimension) => {
    const place = row[dimension.index]!
    return Number.isNaN(place)
      ? valueAt(dimension, draws.uniform())
      : valueAtPlace(dimension, place)
  })
  return { params, places: findPlaces(space, params) }
}
