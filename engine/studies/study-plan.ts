/** A study that is checked: what is varied, what is wanted, and what makes a trial. Data that is never changed. */
import type { Constraint } from '../search/constraint.ts'
import type { PrunerOptions } from '../search/pruning/pruner-options.ts'
import type { SamplerOptions } from '../search/sampler-options.ts'
import type { Space } from '../search/space.ts'
import type { Direction } from '../search/trial.ts'
import type { SweepBase, SweepSettings } from '../simulation/sweep/sweep.ts'
import type { Statistic } from './statistic.ts'

export interface StudyObjective {
  readonly name: string
  readonly direction: Direction
  /** Undefined where nobody says. */
  readonly unit: string | undefined
  /** Whether no machine gives it twice. */
  readonly measured: boolean
  /** The value from which on hypervolume counts. */
  readonly reference: number | undefined
}

export interface StudyBudget {
  readonly trials: number
  readonly seconds: number | undefined
  readonly failures: number | undefined
}

export interface StudyPlan {
  readonly title: string
  readonly about: string | undefined
  readonly space: Space
  readonly objectives: readonly StudyObjective[]
  /** Bounds on objectives first, in their order. */
  readonly constraints: readonly Constraint[]
  readonly budget: StudyBudget
  readonly sampler: SamplerOptions
  readonly pruner: PrunerOptions
  readonly workers: number
  /** The `lag` of the study; undefined where trials depend on all that has ended. */
  readonly repeat: number | undefined
  readonly seed: bigint
  readonly objective: AutomatonPlan | CommandPlan
}

/** What is measured for an objective or a constraint. */
export interface ValuePlan {
  /** The objective or the constraint. */
  readonly name: string
  /** The number of a run. */
  readonly of: string
  readonly when: Statistic
  readonly over: Statistic
  readonly target: number | undefined
  readonly missing: number | undefined
}

export interface AutomatonPlan {
  readonly kind: 'automaton'
  readonly root: '.' | '..'
  readonly base: SweepBase
  /** Templates by place. */
  readonly set: Readonly<Record<string, unknown>>
  /** Decimal u64s; undefined where runs have the seed of their scenario. */
  readonly seeds: readonly string[] | undefined
  readonly settings: SweepSettings
  readonly timeLimitSeconds: number
  readonly values: readonly ValuePlan[]
}

export interface CommandPlan {
  readonly kind: 'command'
  /** A program and its arguments. */
  readonly run: readonly [program: string, ...rest: string[]]
  /** From the folder of the study. */
  readonly folder: string
  /** More members of every request. */
  readonly with: Readonly<Record<string, unknown>>
  readonly timeLimitSeconds: number
  readonly maxLineBytes: number
  readonly restarts: number
}
