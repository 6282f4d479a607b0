/** The hypervolume of a study, and how it has grown. */
import { hypervolumeOver } from '../search/fronts/progress.ts'
import type { SeenTrial } from '../search/trial.ts'
import type { StudyObjective } from './study-plan.ts'

export interface StudyVolumes {
  /** By objective, in its own unit: what the document names, or else the worst that was seen. */
  readonly reference: readonly number[]
  /** Of the first trial, of the first two, and so on. */
  readonly over: readonly number[]
}

/**
 * Measures it.
 *
 * @param feasible in the order in which they ended.
 * @param mostPoints by the number of objectives: of more trials it would take too long.
 * @returns undefined without a trial, with too many, and where it is no finite number.
 */
export function measureStudyVolume(
  objectives: readonly StudyObjective[],
  feasible: readonly SeenTrial[],
  mostPoints: Readonly<Record<number, number>>,
): StudyVolumes | undefined {
  const most = mostPoints[objectives.length] ?? 0
  if (feasible.length === 0 || feasible.length > most) return undefined
  const signs = objectives.map(({ direction }) => (direction === 'maximize' ? -1 : 1))
  const losses = feasible.map((trial) => trial.losses)
  const reference = objectives.map(({ reference: given }, k) =>
    given === undefined
      ? losses.reduce((worst, point) => Math.max(worst, point[k]!), Number.NEGATIVE_INFINITY)
      : signs[k]! * given,
  )
  const over = hypervolumeOver(losses, reference)
  // Values of 1e300 are legal, and what lies between two of them is not.
  if (!over.every(Number.isFinite)) return undefined
  // Not minus zero.
  return { reference: reference.map((loss, k) => signs[k]! * loss + 0), over }
}
