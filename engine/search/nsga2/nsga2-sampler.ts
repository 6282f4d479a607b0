/**
 * NSGA-II as a function of history: trial n is a child of generation floor(n / population), whose parents are the best of
 * all trials of the generations before it that have ended. K. Deb, A. Pratap, S. Agarwal, T. Meyarivan, "A fast and elitist
 * multiobjective genetic algorithm: NSGA-II", IEEE Trans. Evol. Comput. 6, 2002.
 */
import { createDraws, type Draws } from '../draws.ts'
import type { Choice } from '../parameter.ts'
import { RANDOM_SAMPLER } from '../random-sampler.ts'
import type { History, Sampler } from '../sampler.ts'
import { chooseParams, valueAt } from '../space.ts'
import { compareParents, type Parent, selectParents } from './select-parents.ts'
import { crossValues, mutateValue } from './vary.ts'

/** The stream of these draws; see `createDraws`. */
const STREAM = 3
const CROSSOVER = 0.9

export interface Nsga2Options {
  readonly population: number
}

/** Makes the sampler; the first generation is random. */
export function createNsga2Sampler({ population }: Nsga2Options): Sampler {
  return {
    propose(history) {
      const { number, seed, trials } = history
      const born = number - (number % population)
      const parents = selectParents(
        trials.filter((trial) => trial.number < born),
        population,
      )
      if (parents.length === 0) return RANDOM_SAMPLER.propose(history)
      return breed(history, parents, createDraws(seed, number, STREAM))
    },
  }
}

function breed({ space }: History, parents: readonly Parent[], draws: Draws) {
  const [mother, father] = [hold(parents, draws), hold(parents, draws)].map(
    ({ trial }) => trial.params,
  ) as [History['trials'][0]['params'], History['trials'][0]['params']]
  const isCrossed = draws.uniform() < CROSSOVER
  // About one parameter of those that exist.
  const mutation = 1 / Object.keys(mother).length
  return chooseParams(space, (dimension) => {
    const { name } = dimension
    const values = [mother, father]
      .filter((each) => Object.hasOwn(each, name))
      .map((each) => each[name]!)
    const [first, second] = values as [Choice | undefined, Choice | undefined]
    // A parameter that neither parent has is drawn anew.
    if (first === undefined) return valueAt(dimension, draws.uniform())
    const value =
      isCrossed && second !== undefined ? crossValues(dimension, first, second, draws) : first
    return draws.uniform() < mutation ? mutateValue(dimension, value, draws) : value
  })
}

/** The better of two that are drawn. */
function hold(parents: readonly Parent[], draws: Draws): Parent {
  const [a, b] = [parents[draws.below(parents.length)]!, parents[draws.below(parents.length)]!]
  return compareParents(a, b) <= 0 ? a : b
}
