/** The multi-objective tree-structured Parzen estimator. */
import { createDraws, type Draws } from '../draws.ts'
import type { Choice, Params } from '../parameter.ts'
import { RANDOM_SAMPLER } from '../random-sampler.ts'
import type { History, Sampler } from '../sampler.ts'
import { type Dimension, holds, type Space } from '../space.ts'
import { Mixture } from './mixture.ts'
import { type Places, placesOf } from './places.ts'
import type { MotpeSettings } from './settings.ts'
import { splitTrials } from './split.ts'

const STREAM = 4

export function createMotpeSampler(settings: MotpeSettings): Sampler {
  return Object.freeze({
    propose(history: History): Params {
      const { trials, running, space, seed, number } = history
      if (trials.length < settings.startup) return RANDOM_SAMPLER.propose(history)
      const split = splitTrials(trials, settings)
      const good = split.good.map(({ params }) => placesOf(space, params))
      const bad = [...split.bad, ...running].map(({ params }) => placesOf(space, params))
      const draws = createDraws(seed, number, STREAM)
      const isJoint = settings.mode === 'joint' || (settings.mode === 'alternate' && number % 2 === 0)
      return proposeGroups(space, good, split.weights, bad, settings, draws, isJoint)
    },
  })
}

/** Parameters that exist under the same conditions. */
function groupsOf(space: Space, isJoint: boolean): readonly (readonly Dimension[])[] {
  const groups = new Map<string, Dimension[]>()
  for (const dimension of space.dimensions) {
    const key = isJoint ? JSON.stringify(dimension.parameter.if ?? null) : dimension.name
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [dimension])
    else group.push(dimension)
  }
  return [...groups.values()]
}

function rampOf(count: number, isRamp: boolean): Float64Array {
  const weights = new Float64Array(count).fill(1)
  if (!isRamp) return weights
  const old = count - 25
  for (let i = 0; i < old; i++) weights[i] = old === 1 ? 1 / count : 1 / count + (i * (1 - 1 / count)) / (old - 1)
  return weights
}

function proposeGroups(
  space: Space,
  good: readonly Places[],
  weights: Float64Array,
  bad: readonly Places[],
  settings: MotpeSettings,
  draws: Draws,
  isJoint: boolean,
): Params {
  const params: Record<string, Choice> = {}
  const x = new Float64Array(space.dimensions.length)
  for (const group of groupsOf(space, isJoint)) {
    if (!holds(group[0]!.parameter.if, params)) continue
    const at = group[0]!.index
    const has = (row: Places) => !Number.isNaN(row[at]!)
    const goodHere = good.filter(has)
    const weightsHere = weights.filter((_, i) => has(good[i]!))
    const badHere = bad.filter(has)
    const l = new Mixture(group, goodHere, weightsHere, settings, isJoint)
    const g = new Mixture(group, badHere, rampOf(badHere.length, settings.ramp), settings, isJoint)
    let best = Number.NEGATIVE_INFINITY
    const bestX = new Float64Array(x.length)
    for (let c = 0; c < settings.candidates; c++) {
      l.sample(l.pickKernel(draws), draws, x)
      snap(group, x)
      const score = l.lnDensity(x) - g.lnDensity(x)
      if (score > best) {
        best = score
        bestX.set(x)
      }
    }
    x.set(bestX)
    for (const dimension of group) params[dimension.name] = decode(dimension, x[dimension.index]!)
  }
  return orderParams(space, params)
}

function snap(group: readonly Dimension[], x: Float64Array): void {
  for (const dimension of group) {
    if (dimension.kind === 'choice' || !Number.isFinite(dimension.scale.count)) continue
    const { scale } = dimension
    x[dimension.index] = scale.toUnit(scale.fromUnit(x[dimension.index]!))
  }
}

const decode = (dimension: Dimension, place: number): Choice =>
  dimension.kind === 'choice' ? dimension.choices[place]! : dimension.scale.fromUnit(place)

function orderParams(space: Space, found: Params): Params {
  const params: Record<string, Choice> = {}
  for (const { name } of space.dimensions) if (Object.hasOwn(found, name)) params[name] = found[name]!
  return Object.freeze(params)
}
