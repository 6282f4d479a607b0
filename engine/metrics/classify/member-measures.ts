/**
 * What is measured of one member of an ensemble: one beginning, run once.
 *
 * Everything a verdict rests on is here as a plain number, so that thresholds can be data
 * (`thresholds.ts`) and reports can show each beside them. docs/classification.md has the table.
 */

/** Numbers of one member; `null` where there is none, as in JSON. */
export interface MemberMeasures {
  /** Share of cells that are not 0 in the last state, 0 to 1. */
  readonly density: number
  /** Shannon entropy of the counts of states in the last state, over log2 of the states: 0 to 1. */
  readonly entropy: number
  /** Mean lookup entropy over the watched ticks, 0 to 1 (`lookup-entropy.ts`). */
  readonly lookupMean: number
  /** Standard deviation over time of the smoothed lookup entropy (Wuensche 1999). */
  readonly lookupDeviation: number
  /** Mean share of cells that change a tick over the last quarter, 0 to 1. */
  readonly activity: number
  /** Exponent of the activity's decay: minus the slope of log activity over log tick. */
  readonly activityDecay: number
  /** First tick whose exact state comes back; null where none was seen to. */
  readonly transient: number | null
  /** After how many ticks it comes back; null where it was not seen to. */
  readonly period: number | null
  /** Ticks after which the last state comes back moved as a whole; null where none was found. */
  readonly driftPeriod: number | null
  /** Share of watched one-cell changes that grow as long as they are watched, 0 to 1. */
  readonly damageSpreads: number | null
  /** Share of watched one-cell changes of which nothing is left, 0 to 1. */
  readonly damageHeals: number | null
  /** Exponent g of the growth of the mean damage, D ~ t^g. */
  readonly damageExponent: number | null
  /** How fast the farthest changed cell goes away, in cells a tick. */
  readonly damageSpeed: number | null
  /** Standard deviation of the final damage over its mean, over the trials of this member. */
  readonly damageScatter: number | null
  /** Lempel-Ziv estimate of the entropy rate of the last states, bits a cell over log2 states. */
  readonly compression: number
}

/** Names of the measures. */
export type MeasureName = keyof MemberMeasures
