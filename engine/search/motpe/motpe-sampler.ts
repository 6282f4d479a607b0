/** The multi-objective tree-structured Parzen estimator. */
import { createDraws, type Draws } from '../draws.ts'
import type { Choice, Params } from '../parameter.ts'
import { RANDOM_SAMPLER } from '../random-sampler.ts'
import type { History, Sampler } from '../sampler.ts'
import { chooseParams, type Dimension, holds, type Space, valueAt } from '../space.ts'
import { Mixture } from './mixture.ts'
import { findPlaces, type Places, placesOf } from './places.ts'
import type { MotpeSettings } from './settings.ts'
import { armOf } from './arms.ts'
import { buildSurrogate, createGain, mutate } from './surrogate.ts'
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
      const arm = settings.mode === 'learn' ? armOf(history, settings) : undefined
      if (arm === 'surrogate' || (settings.surrogateEvery > 0 && number % settings.surrogateEvery === 0)) {
        const params = proposeBySurrogate(history, good, split.weights, settings, draws)
        if (params !== undefined) return params
      }
      const isJoint = arm === 'joint' || settings.mode === 'joint' || (settings.mode === 'alternate' && number % 2 === 0)
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

function settle(space: Space, x: Places, draws: Draws): { row: Places; params: Params } {
  const params = chooseParams(space, (dimension) => {
    const place = x[dimension.index]!
    return Number.isNaN(place) ? valueAt(dimension, draws.uniform()) : decode(dimension, place)
  })
  return { row: findPlaces(space, params), params }
}

function proposeBySurrogate(
  history: History,
  good: readonly Places[],
  weights: Float64Array,
  settings: MotpeSettings,
  draws: Draws,
): Params | undefined {
  const { space, trials } = history
  const usable = trials.filter(({ state, violation }) => state === 'complete' && violation === 0)
  if (usable.length < 8) return undefined
  const running = history.running.map(({ params }) => placesOf(space, params))
  const surrogate = buildSurrogate(space, usable, running, settings)
  const gain = createGain(surrogate, settings.hope * draws.uniform(), settings.surrogateReference)
  const { dimensions } = space
  const fresh = () => {
    const x = Float64Array.from(dimensions, (dimension) => dimension.kind === 'choice' ? draws.below(dimension.choices.length) : draws.uniform())
    return settle(space, x, draws)
  }
  const x = new Float64Array(dimensions.length)
  const pool: { row: Places; params: Params; score: number }[] = []
  const add = (made: { row: Places; params: Params }) => pool.push({ ...made, score: gain(made.row) })
  const isFlat = space.dimensions.every(({ parameter }) => parameter.if === undefined)
  const size = settings.surrogatePool
  for (let i = 0; i < size / 4; i++) {
    if (isFlat && i % 2 === 0) {
      const rows = good
      const l = (cached ??= new Mixture(dimensions, rows, weights, settings, true))
      l.sample(l.pickKernel(draws), draws, x)
      add(settle(space, x, draws))
    } else add(fresh())
  }
  cached = undefined
  for (let i = 0; i < size / 4; i++) {
    mutate(dimensions, good[draws.below(good.length)]!, draws, i % 2 === 0 ? 0.2 : 0.05, x)
    add(settle(space, x, draws))
  }
  for (const width of [0.15, 0.08, 0.04, 0.02]) {
    pool.sort((a, b) => b.score - a.score)
    for (let i = 0; i < size / 8; i++) {
      mutate(dimensions, pool[Math.min(pool.length - 1, i % 4)]!.row, draws, width, x)
      add(settle(space, x, draws))
    }
  }
  return pool.reduce((a, b) => (b.score > a.score ? b : a)).params
}

let cached: Mixture | undefined
