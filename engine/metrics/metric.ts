/** A metric: what can be measured of a state, with its definition and source. */
import type { MeasuredState } from './measured-state.ts'

/**
 * What a metric looks at beside the counts of states: the cells, how many of them have changed, the
 * cells one tick earlier, the channels, or the digests of all ticks so far.
 */
export type MetricNeed = 'cells' | 'changed' | 'before' | 'channels' | 'history'

/** What stands behind the colon of a spec, as in `block-entropy:3`. */
export interface MetricParameter {
  /** What it is, `cells along an axis`. */
  readonly about: string
  readonly fallback: string
  /** All that it may be. */
  readonly choices: readonly string[]
}

/** Values by name; what a state does not have is left out. */
export type MetricValues = Readonly<Record<string, number>>

export interface Metric {
  /** As specs name it, in kebab-case. */
  readonly name: string
  /** Empty for pure numbers. */
  readonly unit: string
  /** What it is, a sentence or two that define it. */
  readonly definition: string
  /** Where the definition comes from. */
  readonly source: string
  readonly needs: readonly MetricNeed[]
  readonly parameter?: MetricParameter
  /**
   * Measures a state. Names begin with the metric's own.
   *
   * @param parameter one of the choices; empty for metrics without.
   */
  measure(state: MeasuredState, parameter: string): MetricValues
}
