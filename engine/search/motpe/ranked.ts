/** Trials that keep all constraints, with their ranks: what several parts of a proposal begin with. */
import { comparePoints, type Point } from '../fronts/point.ts'
import { rankFirst } from '../fronts/rank.ts'
import type { Space } from '../space.ts'
import type { SeenTrial } from '../trial.ts'

/** Whether a trial is complete and keeps all constraints. */
export const isFeasible = ({ state, violation }: SeenTrial) =>
  state === 'complete' && violation === 0

export interface Ranked {
  /** By number. */
  readonly trials: readonly SeenTrial[]
  /** Of each trial, 0 where no other dominates it; those of the worst ones are all the same. */
  readonly ranks: readonly number[]
  /** Of each trial. */
  readonly losses: readonly Point[]
  /** The indices of trials by rising losses, as `sortPoints` has them. */
  readonly order: readonly number[]
}

/** Trials in order, so that those that are new are put among them; they can be sorted again. */
interface Sorted {
  readonly trials: SeenTrial[]
  readonly losses: Point[]
  readonly order: number[]
}

/** The last order of a space; a study has its space to itself. */
const kept = new WeakMap<Space, Sorted>()

/**
 * The feasible ones of trials that ended.
 *
 * @param count so many are in ranks of their own, and those that share their ranks; of several objectives all others have the next.
 */
export function rankTrials(space: Space, ended: readonly SeenTrial[], count: number): Ranked {
  const trials = ended.filter(isFeasible)
  const { losses, order } = sortTrials(space, trials)
  const ranks =
    losses[0]?.length === 1 ? rankNumbers(losses, order) : rankFirst(losses, count, order)
  return { trials, losses, order, ranks }
}

function sortTrials(space: Space, trials: readonly SeenTrial[]): Sorted {
  let sorted = kept.get(space)
  if (sorted === undefined || !sorted.trials.every((trial, i) => trial === trials[i])) {
    sorted = { trials: [], losses: [], order: [] }
    kept.set(space, sorted)
  }
  for (const trial of trials.slice(sorted.trials.length)) insert(sorted, trial)
  return sorted
}

/** After those that are equal to it. */
function insert({ trials, losses, order }: Sorted, trial: SeenTrial): void {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (comparePoints(losses[order[middle]!]!, trial.losses) <= 0) low = middle + 1
    else high = middle
  }
  order.splice(low, 0, trials.length)
  trials.push(trial)
  losses.push(trial.losses)
}

/** Of one objective how many are less: the same order as ranks have, much sooner. */
function rankNumbers(losses: readonly Point[], order: readonly number[]): readonly number[] {
  const ranks = new Array<number>(losses.length).fill(0)
  let rank = 0
  for (const [place, i] of order.entries()) {
    if (place > 0 && losses[order[place - 1]!]![0]! < losses[i]![0]!) rank = place
    ranks[i] = rank
  }
  return ranks
}

/** The indices, by number, of whole ranks from the first on, until there are `count`: at most as many as were ranked. */
export function findFirstRanks({ ranks }: Ranked, count: number): readonly number[] {
  const sizes = new Int32Array(ranks.length + 1)
  for (const rank of ranks) sizes[rank]!++
  let [last, found] = [-1, 0]
  while (found < count && last < ranks.length) found += sizes[++last]!
  return [...ranks.keys()].filter((i) => ranks[i]! <= last)
}

/** The losses of rank 0 by number, of equal ones the first. */
export function frontOf({ losses, ranks, order }: Ranked): readonly Point[] {
  const front = order.filter((i, place) => {
    if (ranks[i] !== 0) return false
    const before = losses[order[place - 1] ?? i]!
    return place === 0 || comparePoints(before, losses[i]!) !== 0
  })
  return front.sort((i, j) => i - j).map((i) => losses[i]!)
}
