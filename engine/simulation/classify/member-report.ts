/** What a member of an ensemble was seen to do. Plain data that may cross a thread. */
import type { MemberMeasures } from '../../metrics/classify/member-measures.ts'
import type { MemberPlan } from './member-plan.ts'

/** Measures of a run by tick, thinned out to a few hundred points. */
export interface MemberSeries {
  /** Ascending. */
  readonly ticks: readonly number[]
  readonly lookup: readonly number[]
  readonly activity: readonly number[]
  readonly density: readonly number[]
}

/** What became of one-cell changes. */
export interface DamageCurves {
  /** Cells that differ, by trial and tick since the change; the first entry is 1. */
  readonly trials: readonly (readonly number[])[]
  /** How far the farthest of them is from the change, in cells (Chebyshev), by trial. */
  readonly reach: readonly number[]
}

export interface MemberReport {
  readonly plan: MemberPlan
  readonly measures: MemberMeasures
  readonly series: MemberSeries
  readonly damage: DamageCurves | undefined
  /** Whether all cells are in one state at the end. */
  readonly isUniform: boolean
  /** The digest of the last state (`math/digest-terms.ts`), 16 hexadecimal digits. */
  readonly digest: string
}
