/** A sweep: points of a scenario's parameters, each run with every seed. Data that is never changed. */
import type { PointValues } from './apply-values.ts'

/** What is varied. */
export type SweepBase =
  /** A scenario file, from the root of the sweep. */
  | { readonly kind: 'file'; readonly path: string }
  /** A scenario as plain data, unchecked. */
  | { readonly kind: 'document'; readonly document: unknown }

export interface Sweep {
  readonly title: string
  readonly about: string | undefined
  /** Where paths begin, from the sweep's own folder. */
  readonly root: '.' | '..'
  readonly base: SweepBase
  /** Names of all parameters, in the order in which they are first named. */
  readonly parameters: readonly string[]
  /** Each with the values of its parameters by name. */
  readonly points: readonly PointValues[]
  /** Decimal u64s; undefined where runs have the seed of their scenario, or of their point. */
  readonly seeds: readonly string[] | undefined
  readonly settings: SweepSettings
  readonly timeLimitSeconds: number
}

/** How runs of a sweep are made and looked at; undefined is what their scenario says. */
export interface SweepSettings {
  readonly ticks: number | undefined
  /** Ascending. */
  readonly probes: readonly number[] | undefined
  readonly metrics: readonly string[] | undefined
  readonly repeat: number
}

/** One run: a point with a seed. */
export interface SweepTask {
  /** Place of the point among all. */
  readonly point: number
  readonly values: PointValues
  readonly seed: string | undefined
  /** Equal keys mean equal runs: 16 hexadecimal digits. */
  readonly key: string
}
