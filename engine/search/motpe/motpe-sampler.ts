/**
 * The main sampler: a multi-objective tree-structured Parzen estimator with regression beside it, that learns by the trials
 * of a study which of them to listen to.
 */
import { createDraws, type Draws } from '../draws.ts'
import type { Params } from '../parameter.ts'
import { RANDOM_SAMPLER } from '../random-sampler.ts'
import type { History, Sampler } from '../sampler.ts'
import { SOBOL_SAMPLER } from '../sobol/sobol-sampler.ts'
import type { Space } from '../space.ts'
import { chooseWay } from './choose-way.ts'
import { Mixture } from './mixture.ts'
import { createSettle, paramsOf, placesOf } from './places.ts'
import { proposeByDensity } from './propose-by-density.ts'
import { LEAST_TRIALS, proposeByRegression } from './propose-by-regression.ts'
import { rankTrials } from './ranked.ts'
import type { MotpeSettings, Way } from './settings.ts'
import { splitTrials } from './split.ts'

/** The stream of its draws; see `createDraws`. */
const STREAM = 4

/** Makes the sampler of settings. */
export function createMotpeSampler(settings: MotpeSettings): Sampler {
  return Object.freeze({ propose: (history: History) => propose(history, settings) })
}

function propose(history: History, settings: MotpeSettings): Params {
  const { space, seed, number, trials } = history
  const draws = createDraws(seed, number, STREAM)
  const ranked = rankTrials(space, trials, Math.max(settings.mostGood, settings.rows))
  const split = splitTrials(trials, ranked, settings)
  if (trials.length < settings.startup || split.good.length === 0) {
    return begin(history, settings, draws)
  }
  const running = history.running.map(({ params }) => placesOf(space, params))
  const rows = {
    good: split.good.map(({ params }) => placesOf(space, params)),
    weights: split.weights,
    bad: [...split.bad.map(({ params }) => placesOf(space, params)), ...running],
  }
  const { model, startup } = settings
  const way: Way = model === 'learn' ? chooseWay(number, ranked, startup) : model
  if (way === 'regression' && ranked.trials.length >= LEAST_TRIALS) {
    const input = { space, ended: trials, ranked, split: rows, running }
    return proposeByRegression(input, settings, draws)
  }
  return proposeByDensity(space, rows, settings, draws, way !== 'apart')
}

/** Draws from what its author believes, where that was said; else evenly. */
function begin(history: History, settings: MotpeSettings, draws: Draws): Params {
  const { space } = history
  const hasPrior = space.dimensions.some(({ parameter }) => parameter.prior !== undefined)
  if (hasPrior) return drawFromPriors(space, settings, draws)
  return (settings.draws === 'sobol' ? SOBOL_SAMPLER : RANDOM_SAMPLER).propose(history)
}

function drawFromPriors(space: Space, settings: MotpeSettings, draws: Draws): Params {
  const places = new Float64Array(space.dimensions.length)
  new Mixture(space.dimensions, [], [], settings, false).drawInto(places, draws)
  return paramsOf(space, createSettle(space)(places, draws))
}
