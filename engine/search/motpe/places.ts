/** Trials as rows of numbers: what densities and regression are made of. */
import type { Choice, Params } from '../parameter.ts'
import { chooseParams, type Dimension, type Space } from '../space.ts'
import type { Uniforms } from './quick-draws.ts'

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
export function drawPlace(dimension: Dimension, draws: Uniforms): number {
  return dimension.kind === 'choice' ? draws.below(dimension.choices.length) : draws.uniform()
}

/** Makes a row one of a trial that could be: its places, on their grids; NaN where a parameter does not exist. */
export type Settle = (row: Places, draws: Uniforms) => Places

/** The settling of a space's rows. What exists but has no place gets one, drawn evenly. The row is written to. */
export function createSettle({ dimensions }: Space): Settle {
  const byName = new Map(dimensions.map((dimension) => [dimension.name, dimension]))
  const parents = dimensions.map(({ parameter }) => byName.get(parameter.if?.param ?? ''))
  return (row, draws) => {
    for (const dimension of dimensions) {
      const { index, parameter } = dimension
      const parent = parents[index]
      if (parent !== undefined) {
        const place = row[parent.index]!
        if (Number.isNaN(place) || !parameter.if!.in.includes(valueAtPlace(parent, place))) {
          row[index] = Number.NaN
          continue
        }
      }
      if (Number.isNaN(row[index]!)) row[index] = drawPlace(dimension, draws)
      row[index] = snap(dimension, row[index]!)
    }
    return row
  }
}

/** The place of the value that a place stands for: the same but on a grid. */
export function snap(dimension: Dimension, place: number): number {
  if (dimension.kind === 'choice' || !Number.isFinite(dimension.scale.count)) return place
  return dimension.scale.toUnit(dimension.scale.fromUnit(place))
}

/** The parameters of a settled row. */
export function paramsOf(space: Space, places: Places): Params {
  return chooseParams(space, (dimension) => valueAtPlace(dimension, places[dimension.index]!))
}
