/** Trials: what was proposed, and what came of it. */
import type { Params } from './parameter.ts'

/** What a study wants of an objective. */
export type Direction = 'minimize' | 'maximize'

/** A value that was told while a trial ran: one number an objective, at a step of its training or its ticks. */
export interface TrialReport {
  readonly step: number
  readonly values: readonly number[]
}

/** A trial of a study, as its author sees it: values in the units and directions that were told. */
export interface Trial {
  /** From 0, in the order in which trials were asked for. */
  readonly number: number
  readonly params: Params
  readonly state: 'running' | 'complete' | 'pruned' | 'failed'
  /** One an objective, where the trial is complete. */
  readonly values?: readonly number[] | undefined
  /** What was told beside the values, by name. */
  readonly measured?: Readonly<Record<string, number>> | undefined
  /** By the name of a constraint: by how much it is broken, or 0. */
  readonly violations?: Readonly<Record<string, number>> | undefined
  readonly reports: readonly TrialReport[]
  /** Why it failed. */
  readonly reason?: string | undefined
}

/** A trial that has ended, as samplers see it: all objectives are losses, and less is better. */
export interface SeenTrial {
  readonly number: number
  readonly params: Params
  readonly state: 'complete' | 'pruned' | 'failed'
  /** One an objective; of a pruned trial those of its last report, of a failed one none. */
  readonly losses: readonly number[]
  /** The sum of what constraints are broken by; 0 where the trial is feasible. */
  readonly violation: number
  /** The step of its last report; 0 without. */
  readonly lastStep: number
}

/** A trial that has not ended, as samplers see it. */
export type RunningTrial = Pick<SeenTrial, 'number' | 'params'>
