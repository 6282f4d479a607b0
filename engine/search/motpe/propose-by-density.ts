/** Proposals by two densities: where good trials are likely, and others are not. */
import type { Draws } from '../draws.ts'
import type { Choice, Params } from '../parameter.ts'
import { chooseParams, type Dimension, holds, type Space } from '../space.ts'
import { Mixture } from './mixture.ts'
import { type Places, snap, valueAtPlace } from './places.ts'
import type { MotpeSettings } from './settings.ts'

/** Trials as rows. */
export interface SplitRows {
  readonly good: readonly Places[]
  /** One a good row. */
  readonly weights: Float64Array
  /** By the number of their trials; those that run are the last. */
  readonly bad: readonly Places[]
}

/** So many of the newest bad trials count whole; before them, the older the less. */
const NEWEST = 25

/**
 * Draws candidates where good trials are, and takes the one with the largest ratio of the densities. Of parameters that
 * exist under one condition all together, or each apart; a parent is chosen before its children.
 */
export function proposeByDensity(
  space: Space,
  split: SplitRows,
  settings: MotpeSettings,
  draws: Draws,
  isJoint: boolean,
): Params {
  const chosen: Record<string, Choice> = {}
  for (const group of groupDimensions(space, isJoint)) {
    if (!holds(group[0]!.parameter.if, chosen)) continue
    const places = chooseCandidate(space, group, split, settings, draws, isJoint)
    for (const dimension of group) {
      chosen[dimension.name] = valueAtPlace(dimension, places[dimension.index]!)
    }
  }
  return chooseParams(space, ({ name }) => chosen[name]!)
}

/** In the order of their first ones, so that parents are before children. */
function groupDimensions(space: Space, isJoint: boolean): readonly (readonly Dimension[])[] {
  const groups = Map.groupBy(space.dimensions, ({ name, parameter }) =>
    isJoint ? JSON.stringify(parameter.if ?? null) : name,
  )
  return [...groups.values()]
}

function chooseCandidate(
  space: Space,
  group: readonly Dimension[],
  { good, weights, bad }: SplitRows,
  settings: MotpeSettings,
  draws: Draws,
  isJoint: boolean,
): Places {
  const first = group[0]!.index
  const has = (row: Places) => !Number.isNaN(row[first]!)
  const goodHere = good.filter(has)
  const weightsHere = weights.filter((_, i) => has(good[i]!))
  const badHere = bad.filter(has)
  const likely = new Mixture(group, goodHere, weightsHere, settings, isJoint)
  const others = new Mixture(group, badHere, rampOf(badHere.length), settings, isJoint)
  const places = new Float64Array(space.dimensions.length)
  const best = new Float64Array(space.dimensions.length)
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < settings.candidates; i++) {
    likely.drawInto(places, draws)
    for (const dimension of group) {
      places[dimension.index] = snap(dimension, places[dimension.index]!)
    }
    const score = likely.lnDensityAt(places) - others.lnDensityAt(places)
    if (score <= most) continue
    most = score
    best.set(places)
  }
  return best
}

function rampOf(count: number): Float64Array {
  const old = Math.max(0, count - NEWEST)
  return Float64Array.from({ length: count }, (_, i) =>
    i >= old ? 1 : 1 / count + (old === 1 ? 0 : (i * (1 - 1 / count)) / (old - 1)),
  )
}
