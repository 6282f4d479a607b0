/**
 * How important parameters are: how much of what makes a trial one of the best each of them explains alone.
 *
 * PED-ANOVA (S. Watanabe, A. Bansal, F. Hutter, PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary
 * Subspaces, IJCAI 2023): being one of the best is a function that is 1 or 0, and the variance that a parameter alone
 * explains of it is P(best)^2 times the Pearson divergence of the parameter's density among the best from that among
 * all. Both densities are estimated by kernels.
 *
 * Of a parameter that does not always exist, the variance within the trials that have it counts, with the share of
 * trials that have it; that it exists at all is what its parent explains. What as many trials drawn at random would
 * explain is taken off, since few trials never look alike: a parameter that matters nothing has nearly nothing.
 */

import { createPhilox } from '../math/philox.ts'
import { Draws } from './draws.ts'
import { chooseBest } from './fronts/choose-best.ts'
import { type Cells, createCells } from './parameter-cells.ts'
import type { Dimension, Space } from './space.ts'
import type { SeenTrial } from './trial.ts'

/** The share of trials that are the best ones. */
const BEST_SHARE = 0.1
/** With fewer trials nothing is told. */
const MIN_TRIALS = 20
/** How many times the best are drawn at random. */
const SHUFFLES = 16
/** The stream of those draws; see `createDraws`. */
const STREAM = 100

export interface Importance {
  readonly name: string
  /** How much of the variance of being among the best the parameter explains alone: from 0 to 1. */
  readonly explained: number
  /** Its part in what all parameters explain alone; the shares add up to 1, or all are 0. */
  readonly share: number
}

export interface ImportanceQuestion {
  readonly space: Space
  /** Only those that are complete and feasible count. */
  readonly trials: readonly SeenTrial[]
  /** The number of one objective, of which the best are the lowest; without, the best are those of the first ranks. */
  readonly objective?: number | undefined
}

/** The importance of each parameter, the most important first; empty where fewer than 20 trials count. */
export function importanceOf(question: ImportanceQuestion): readonly Importance[] {
  const { space, objective } = question
  const trials = question.trials.filter(
    ({ state, violation }) => state === 'complete' && violation === 0,
  )
  if (trials.length < MIN_TRIALS) return []
  const points = trials.map(({ losses }) =>
    objective === undefined ? losses : [losses[objective]!],
  )
  const best = new Set(chooseBest(points, Math.ceil(BEST_SHARE * trials.length)))
  const share = best.size / trials.length
  const explained = space.dimensions.map(
    (dimension) => explainedBy(dimension, trials, best) / (share * (1 - share)),
  )
  const total = explained.reduce((sum, each) => sum + each, 0)
  return space.dimensions
    .map(({ name }, i) => ({
      name,
      explained: explained[i]!,
      share: total > 0 ? explained[i]! / total : 0,
    }))
    .sort((a, b) => b.share - a.share)
}

/** The variance of being among the best that a parameter explains where it exists. */
function explainedBy(
  dimension: Dimension,
  trials: readonly SeenTrial[],
  best: ReadonlySet<number>,
): number {
  const { name, index } = dimension
  const present = [...trials.keys()].filter((i) => Object.hasOwn(trials[i]!.params, name))
  const values = present.map((i) => trials[i]!.params[name]!)
  const among = [...present.keys()].filter((place) => best.has(present[place]!))
  if (among.length === 0) return 0
  const shareOfBest = among.length / present.length
  const weight = (present.length / trials.length) * shareOfBest * shareOfBest
  return weight * divergenceBeyondChance(createCells(dimension, values), among, index)
}

/** The divergence of some from all, less that of as many at random; at least 0. */
function divergenceBeyondChance(cells: Cells, among: readonly number[], stream: number): number {
  const draws = new Draws(createPhilox(0n), stream, STREAM)
  let chance = 0
  for (let i = 0; i < SHUFFLES; i++) {
    chance += cells.divergenceOf(drawSome(cells.count, among.length, draws)) / SHUFFLES
  }
  return Math.max(0, cells.divergenceOf(among) - chance)
}

/** So many different numbers below `count`: the first ones of a shuffle (Fisher and Yates). */
function drawSome(count: number, wanted: number, draws: Draws): readonly number[] {
  const numbers = Array.from({ length: count }, (_, i) => i)
  for (let i = 0; i < wanted; i++) {
    const other = i + draws.below(count - i)
    const taken = numbers[other]!
    numbers[other] = numbers[i]!
    numbers[i] = taken
  }
  return numbers.slice(0, wanted)
}
