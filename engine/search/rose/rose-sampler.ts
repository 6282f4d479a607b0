/**
 * A sampler by two rose trees: one over the good trials, one over the others. Of candidates that are drawn from the first
 * tree and at random, the one is proposed whose density among the good trials is highest against that among the others.
 */
import { normalCdf, normalQuantile } from '../../math/normal.ts'
import { createDraws, type Draws } from '../draws.ts'
import { chooseBest } from '../fronts/choose-best.ts'
import type { Choice, Params } from '../parameter.ts'
import type { History, Sampler } from '../sampler.ts'
import { SOBOL_SAMPLER } from '../sobol/sobol-sampler.ts'
import { chooseParams, type Dimension, valueAt } from '../space.ts'
import type { SeenTrial } from '../trial.ts'
import { believe, CHOICE_PRIOR, placeOf } from './group.ts'
import { groupsOf, lnDensityAt, type RoseGroup } from './rose-density.ts'
import { growRoseTree } from './rose-tree.ts'

/** The stream of these draws; see `createDraws`. */
const STREAM = 6
const FIRST_TRIALS = 10
const GOOD_SHARE = 0.15
const MOST_GOOD = 25
/** So many of the others are sampled: growing a tree takes the square of its leaves. */
const MOST_OTHERS = 60
const CANDIDATES = 32
/** Every so many of the candidates is drawn at random. */
const RANDOM_EVERY = 4

/** The sampler. It begins with Sobol points, and goes on with them while no trial is complete. */
export const ROSE_SAMPLER: Sampler = Object.freeze({
  propose(history) {
    const { space, seed, number, trials, running } = history
    const good = chooseGood(trials)
    if (trials.length < FIRST_TRIALS || good.length === 0) return SOBOL_SAMPLER.propose(history)
    const chosen = new Set(good.map((trial) => trial.number))
    const others = [...trials.filter((trial) => !chosen.has(trial.number)), ...running]
    const grow = (some: readonly { readonly params: Params }[]) =>
      groupsOf(
        space,
        growRoseTree(
          space,
          some.map(({ params }) => placeOf(space, params)),
        ),
      )
    const [liked, rest] = [grow(good), others.length === 0 ? [] : grow(thin(others))]
    return chooseCandidate(history, liked, rest, createDraws(seed, number, STREAM))
  },
} satisfies Sampler)

/** The best of those that are complete; those that break a constraint only where all do, by how much they break it. */
function chooseGood(trials: readonly SeenTrial[]): readonly SeenTrial[] {
  const complete = trials.filter(({ state }) => state === 'complete')
  const count = Math.min(MOST_GOOD, Math.ceil(GOOD_SHARE * complete.length))
  const feasible = complete.filter(({ violation }) => violation === 0)
  if (feasible.length === 0) {
    return complete.toSorted((a, b) => a.violation - b.violation).slice(0, count)
  }
  const best = chooseBest(
    feasible.map(({ losses }) => losses),
    count,
  )
  return best.map((i) => feasible[i]!)
}

/** Evenly many of a list. */
function thin<T>(list: readonly T[]): readonly T[] {
  if (list.length <= MOST_OTHERS) return list
  return Array.from(
    { length: MOST_OTHERS },
    (_, i) => list[Math.floor((i * list.length) / MOST_OTHERS)]!,
  )
}

function chooseCandidate(
  { space }: History,
  liked: readonly RoseGroup[],
  rest: readonly RoseGroup[],
  draws: Draws,
): Params {
  let best: { readonly params: Params; readonly score: number } | undefined
  for (let i = 0; i < CANDIDATES; i++) {
    const group = i % RANDOM_EVERY === 0 ? undefined : drawGroup(liked, draws)
    const params = chooseParams(space, (dimension) => drawValue(dimension, group, draws))
    const place = placeOf(space, params)
    const against = rest.length === 0 ? 0 : lnDensityAt(rest, place)
    const score = lnDensityAt(liked, place) - against
    if (best === undefined || score > best.score) best = { params, score }
  }
  return best!.params
}

function drawGroup(groups: readonly RoseGroup[], draws: Draws): RoseGroup {
  let left = draws.uniform() * groups.reduce((sum, { weight }) => sum + weight, 0)
  for (const group of groups) {
    left -= group.weight
    if (left < 0) return group
  }
  return groups.at(-1)!
}

/** A value as those of a group, or any. A normal distribution of the scale of the Student t stands for it. */
function drawValue(dimension: Dimension, group: RoseGroup | undefined, draws: Draws): Choice {
  const draw = draws.uniform()
  if (group === undefined) return valueAt(dimension, draw)
  const counts = group.counts[dimension.index]!
  if (dimension.kind === 'choice') return drawChoice(dimension.choices, counts, draw)
  const { mean, strength, shape, scale } = believe(counts)
  const spread = Math.sqrt((scale * (strength + 1)) / (shape * strength))
  const low = normalCdf(-mean / spread)
  const high = normalCdf((1 - mean) / spread)
  const place = mean + spread * normalQuantile(low + draw * (high - low))
  return dimension.scale.fromUnit(Math.min(1, Math.max(0, place)))
}

function drawChoice(choices: readonly Choice[], counts: Float64Array, draw: number): Choice {
  let left = draw * counts.reduce((sum, count) => sum + count + CHOICE_PRIOR, 0)
  for (const [i, choice] of choices.entries()) {
    left -= counts[i]! + CHOICE_PRIOR
    if (left < 0) return choice
  }
  return choices.at(-1)!
}
