/**
 * What decides that a trial is not worth going on with, from what was reported while it and others ran.
 *
 * All rules stand on one order of vectors of losses, so that they are the known ones for one objective and hold for several:
 * peers that are in a better non-dominated rank are better. What a pruner answers is a function of what it is given.
 */
import type { TrialReport } from '../trial.ts'

/** The reports of one trial, as losses, by rising step. */
export type Curve = readonly TrialReport[]

export interface PruningCase {
  /** Of the trial that is asked about; not empty. */
  readonly curve: Curve
  /** Of trials that have ended, complete or pruned, by number. */
  readonly peers: readonly Curve[]
}

export interface Pruner {
  shouldPrune(pruning: PruningCase): boolean
}

/** What a curve was at a step: its last report up to there, or undefined where it ended before or had none. */
export function lossesAt(curve: Curve, step: number): readonly number[] | undefined {
  if ((curve.at(-1)?.step ?? -1) < step) return undefined
  return curve.findLast((report) => report.step <= step)?.values
}
