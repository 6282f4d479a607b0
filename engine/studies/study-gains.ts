/** What a study has come to: its front, and how that has grown. */
import { MAX_FRONT, MAX_GROWTH } from '../resources/operations/study-operations.ts'
import { findKnees } from '../search/fronts/knee.ts'
import type { Study } from '../search/study.ts'
import type { SeenTrial } from '../search/trial.ts'
import { seeTrial } from '../search/trial-result.ts'
import type { StudyObjective } from './study-plan.ts'
import { measureStudyVolume } from './study-volume.ts'

/** Of so many points, by the number of objectives, the hypervolume takes a fraction of a second. */
const MAX_VOLUME_POINTS: Readonly<Record<number, number>> = Object.freeze({
  2: 10_000,
  3: 3000,
  4: 400,
})

export interface StudyGains {
  /** How many trials that are complete break a bound. */
  readonly infeasible: number
  /** The feasible trials that no other is better than, by number. */
  readonly front: readonly { readonly number: number; readonly values: readonly number[] }[]
  /** The number of a trial of the front. */
  readonly knee: number | undefined
  /** Undefined where there is none, it is no finite number, or it would take too long. */
  readonly hypervolume: StudyVolume | undefined
}

interface StudyVolume {
  readonly value: number
  /** By objective, in its own unit. */
  readonly reference: readonly number[]
  readonly growth: readonly { readonly number: number; readonly value: number }[]
}

/** What a study is without any trial. */
export const NO_GAINS: StudyGains = Object.freeze({
  ...{ infeasible: 0, front: Object.freeze([]), knee: undefined, hypervolume: undefined },
})

/** Sums a study up. */
export function sumUpStudy(study: Study, objectives: readonly StudyObjective[]): StudyGains {
  const seen = study.trials
    .filter(({ state }) => state === 'complete')
    .map((trial) => seeTrial(trial, study.settings))
  const feasible = seen.filter(({ violation }) => violation === 0)
  const [knee] = findKnees(feasible.map(({ losses }) => losses))
  const front = study.bestTrials().map(({ number, values = [] }) => ({ number, values }))
  return {
    infeasible: seen.length - feasible.length,
    front: front.slice(0, MAX_FRONT),
    knee: knee && feasible[knee.index]!.number,
    hypervolume: measureVolume(objectives, feasible),
  }
}

function measureVolume(
  objectives: readonly StudyObjective[],
  feasible: readonly SeenTrial[],
): StudyVolume | undefined {
  const volumes = measureStudyVolume(objectives, feasible, MAX_VOLUME_POINTS)
  if (volumes === undefined) return undefined
  const { reference, over } = volumes
  const growth = feasible.map(({ number }, i) => ({ number, value: over[i]! }))
  return { value: over.at(-1)!, reference, growth: thin(growth, MAX_GROWTH) }
}

/** At most so many of a list, the last among them. */
function thin<T>(items: readonly T[], most: number): T[] {
  const stride = Math.ceil(items.length / most)
  return items.filter((_, i) => (items.length - 1 - i) % stride === 0)
}
