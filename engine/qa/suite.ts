/** A suite: scenarios, how far they go, what is measured of them and how far that may stray. */
import type { Bands } from './band.ts'

/** Where an entry's scenario is. */
export type ScenarioSource =
  /** A path relative to the suite's root. */
  | { readonly kind: 'file'; readonly path: string }
  /** The scenario as text, written out in the suite; it reads its files from the suite's root. */
  | { readonly kind: 'inline'; readonly text: string }

/** Which states are digested: all, or those at marks, between which a kernel may leap. */
export type DigestRhythm = 'every tick' | 'marks'

export interface SuiteEntry {
  /** No two entries of a suite have the same. */
  readonly name: string
  readonly source: ScenarioSource
  /** Undefined for the scenario's own. */
  readonly ticks: number | undefined
  /** Undefined for the scenario's own; ascending. */
  readonly probes: readonly number[] | undefined
  /** Specs, as the metrics room reads them. */
  readonly metrics: readonly string[]
  readonly bands: Bands
  /** Metrics that the entry itself sets limits to, and which so have to be there. */
  readonly limits: readonly string[]
  /** Whether every state has to be that of the baseline. */
  readonly isExact: boolean
  readonly digest: DigestRhythm
  readonly timeLimitSeconds: number
}

export interface Suite {
  readonly name: string
  readonly about: string | undefined
  /** Where paths begin, relative to the folder of the suite's file. */
  readonly root: '.' | '..'
  readonly entries: readonly SuiteEntry[]
}
