/** From an orbit to its attractor, with all that is claimed of it. */
import type { Attractor, AttractorKind, PopulationMark } from './attractor.ts'
import {
  findRecurrence,
  type Recurrence,
  type SearchEnd,
  type SearchOptions,
} from './find-recurrence.ts'
import { goToTick, type KeptState, type WorldOrbit } from './orbit.ts'
import { relateStates } from './relate-states.ts'

export type AttractorSearch =
  | { readonly isFound: true; readonly attractor: Attractor; readonly collisions: number }
  | { readonly isFound: false; readonly reason: SearchEnd; readonly collisions: number }

/**
 * Follows an orbit into its cycle and looks at the cycle once more, state by state.
 *
 * @throws what the orbit throws.
 */
export async function certifyAttractor<Kept extends KeptState>(
  orbit: WorldOrbit<Kept>,
  options: SearchOptions,
): Promise<AttractorSearch> {
  const outcome = await findRecurrence(orbit, options)
  if (!outcome.isFound) return outcome
  const { recurrence, collisions } = outcome
  const attractor = await describeCycle(orbit, recurrence, options.watch)
  return attractor === undefined
    ? { isFound: false, reason: 'cancelled', collisions }
    : { isFound: true, attractor, collisions }
}

async function describeCycle<Kept extends KeptState>(
  orbit: WorldOrbit<Kept>,
  recurrence: Recurrence,
  watch: SearchOptions['watch'],
): Promise<Attractor | undefined> {
  const { transient, period } = recurrence
  await goToTick(orbit, transient)
  const first = await orbit.keep()
  const hashes = await orbit.hash()
  const populations = markPopulations()
  for (let step = 0; step < period; step++) {
    populations.take(orbit.tick, await orbit.population())
    if (watch !== undefined && !(await watch(orbit.tick))) return undefined
    await orbit.advance(1)
  }
  const shift = orbit.shiftSince(first)
  const isMoved = shift.some((along) => along !== 0)
  const hashesAfterPeriod = isMoved ? await orbit.hash() : hashes
  const relations = await relateStates(orbit, recurrence)
  const marks = populations.marks()
  return {
    kind: certifiesKind(period, isMoved, marks.populationMax),
    recurrence: isMoved ? 'translated' : 'exact',
    transient,
    period,
    ...relations,
    translation: isMoved ? { period, displacement: shift } : relations.translation,
    ...marks,
    hashes,
    hashesAfterPeriod,
  }
}

/** What a state that comes back after a period is called. */
export function certifiesKind(
  period: number,
  isMoved: boolean,
  most: PopulationMark | undefined,
): AttractorKind {
  if (period !== 1 || isMoved) return 'cycle'
  return most?.population === 0n ? 'empty' : 'fixed'
}

type PopulationMarks = Pick<Attractor, 'populationMin' | 'populationMax'>

/** Takes populations tick by tick, and keeps the least and the greatest. */
export function markPopulations(): {
  take(tick: number, population: bigint | undefined): void
  marks(): PopulationMarks
} {
  let least: PopulationMark | undefined
  let most: PopulationMark | undefined
  let isCounted = true
  return {
    take(tick, population) {
      if (population === undefined) isCounted = false
      else {
        if (least === undefined || population < least.population) least = { population, tick }
        if (most === undefined || population > most.population) most = { population, tick }
      }
    },
    marks: () =>
      isCounted
        ? { populationMin: least, populationMax: most }
        : { populationMin: undefined, populationMax: undefined },
  }
}
