/** Who has children: the best trials by constraints, then by rank, then by room. Deb et al., 2002, sections III and VI. */
import { rankOf } from '../fronts/rank.ts'
import type { SeenTrial } from '../trial.ts'
import { crowdingOf } from './crowding.ts'

/** A trial with its place among all: less is better. */
export interface Parent {
  readonly trial: SeenTrial
  /** Ranks of those that keep the constraints; beyond all of them the others, by how much they break. */
  readonly rank: number
  readonly room: number
}

/** The `count` best complete trials, the best first; equal ones by number. */
export function selectParents(trials: readonly SeenTrial[], count: number): readonly Parent[] {
  const complete = trials.filter(({ state }) => state === 'complete')
  const feasible = complete.filter(({ violation }) => violation === 0)
  const ranks = rankOf(feasible.map(({ losses }) => losses))
  const parents: Parent[] = []
  for (let rank = 0; parents.length < Math.min(count, feasible.length); rank++) {
    const front = feasible.filter((_, i) => ranks[i] === rank)
    const room = crowdingOf(front.map(({ losses }) => losses))
    parents.push(...front.map((trial, i) => ({ trial, rank, room: room[i]! })))
  }
  const broken = complete
    .filter(({ violation }) => violation > 0)
    .map((trial) => ({ trial, rank: complete.length + trial.violation, room: 0 }))
  return [...parents, ...broken].sort(compareParents).slice(0, count)
}

/** Less is better. */
export function compareParents(a: Parent, b: Parent): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  if (a.room !== b.room) return b.room > a.room ? 1 : -1
  return a.trial.number - b.trial.number
}
