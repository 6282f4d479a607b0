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
  return { isFound: true, attractor: await describeCycle(orbit, recurrence), collisions }
}

async function describeCycle<Kept extends KeptState>(
  orbit: WorldOrbit<Kept>,
  recurrence: Recurrence,
): Promise<Attractor> {
  const { transient, period } = recurrence
  await goToTick(orbit, transient)
  const first = await orbit.keep()
  const hashes = await orbit.hash()
  const { populationMin, populationMax } = await walkPopulations(orbit, period)
  const shift = orbit.shiftSince(first)
  const isMoved = shift.some((along) => along !== 0)
  const hashesAfterPeriod = isMoved ? await orbit.hash() : hashes
  const relations = await relateStates(orbit, recurrence)
  const isAtRest = period === 1 && !isMoved
  let kind: AttractorKind = isAtRest ? 'fixed' : 'cycle'
  if (isAtRest && populationMax?.population === 0n) kind = 'empty'
  return {
    kind,
    recurrence: isMoved ? 'translated' : 'exact',
    transient,
    period,
    ...relations,
    translation: isMoved ? { period, displacement: shift } : relations.translation,
    populationMin,
    populationMax,
    hashes,
    hashesAfterPeriod,
  }
}

/** The least and the greatest population of a period, which begins now; the orbit ends at its end. */
export async function walkPopulations(
  orbit: WorldOrbit,
  period: number,
): Promise<Pick<Attractor, 'populationMin' | 'populationMax'>> {
  let populationMin: PopulationMark | undefined
  let populationMax: PopulationMark | undefined
  let isCounted = true
  for (let step = 0; step < period; step++) {
    const population = await orbit.population()
    if (population === undefined) isCounted = false
    else {
      const mark = { population, tick: orbit.tick }
      if (populationMin === undefined || population < populationMin.population) populationMin = mark
      if (populationMax === undefined || population > populationMax.population) populationMax = mark
    }
    await orbit.advance(1)
  }
  if (!isCounted) return { populationMin: undefined, populationMax: undefined }
  return { populationMin, populationMax }
}
