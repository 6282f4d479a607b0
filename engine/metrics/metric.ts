/** A metric: what can be measured of a state, with its definition and source. */
import type { Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { MeasuredState } from './measured-state.ts'

/**
 * What a metric looks at: how many cells are in each state, the cells, how many of them have changed,
 * the cells one tick earlier, the channels, the rule, the digests of all ticks so far, or a run of its own beside the run.
 */
export type MetricNeed =
  | 'counts'
  | 'cells'
  | 'changed'
  | 'before'
  | 'channels'
  | 'rule'
  | 'history'
  | 'damage'
  | 'lyapunov'

/** What stands behind the colon of a spec, as in `block-entropy:3`. */
export interface MetricParameter {
  /** What it is, `cells along an axis`. */
  readonly about: string
  readonly fallback: string
  /** All that it may be; where `accepts` tells, examples of it. */
  readonly choices: readonly string[]
  readonly accepts?: (text: string) => boolean
}

/** Values by name; what a state does not have is left out. */
export type MetricValues = Readonly<Record<string, number>>

/** One of the numbers that a metric gives. */
export interface MetricOutput {
  /** Its name; parts in capitals stand for a parameter, or names of the world. */
  readonly key: string
  /** `1` for pure numbers. */
  readonly unit: string
  /** What it is; a formula or a phrase that ends without a full stop. */
  readonly definition: string
}

/** A world, as far as it decides what can be measured of it. */
export interface MeasuredWorld {
  /** An axis of 0 has no end. */
  readonly size: Size
  readonly states: number
  /** Where nobody says, any. */
  readonly topology?: Topology
  /** Whether a part of its cells belongs to bits. */
  readonly hasBits?: boolean
  /** Whether its state is more than its cells. */
  readonly hasPlanes?: boolean
  /** Whether it has FieldChannels. */
  readonly hasChannels?: boolean
  /** So many colors its cells need at the least for no cell to see two of one. */
  readonly colors?: number
}

export interface Metric {
  /** As specs name it, in kebab-case. */
  readonly name: string
  /** All that it gives. */
  readonly outputs: readonly [MetricOutput, ...MetricOutput[]]
  /** Where the definition comes from. */
  readonly source: string
  readonly needs: readonly MetricNeed[]
  /** Whether it takes a run of its own, and so is not among `all`. */
  readonly isOwnRun?: boolean
  readonly parameter?: MetricParameter
  /** Why it cannot be measured of any state of a world, a clause; undefined where it can. */
  readonly findObstacle?: (world: MeasuredWorld, parameter: string) => string | undefined
  /**
   * Measures a state.
   *
   * @param parameter one of what it may be; empty for metrics without.
   */
  measure(state: MeasuredState, parameter: string): MetricValues
}
