/** Questions about the present state as a whole, and looks that go on beside a run. None changes it. */

import type { WorldBox } from '../lattice/world-box.ts'
import type { ClusterRow } from '../metrics/clusters/list-clusters.ts'
import type { HistogramBin } from '../metrics/histogram.ts'
import type { Site } from './inspect-api.ts'
import type { Result } from './result.ts'

/** What is counted: cells by state, cells by the value of a channel or another plane, clusters by size. */
export type HistogramSubject =
  | { readonly kind: 'states' }
  /** @param name as `LivingInfo` lists channels and planes. */
  | { readonly kind: 'plane'; readonly name: string }
  | { readonly kind: 'clusters'; readonly connectivity: string }

export interface HistogramReport {
  readonly tick: number
  /** From low to high; their counts make up `total`. */
  readonly bins: readonly HistogramBin[]
  /** Cells, or of clusters clusters. */
  readonly total: number
  /** The mean of the values themselves, not of the bins; undefined where nothing was counted. */
  readonly mean: number | undefined
  /** The standard deviation of the same. */
  readonly deviation: number | undefined
}

export interface ClusterReport {
  readonly tick: number
  /** The name of the connectivity that was taken. */
  readonly connectivity: string
  readonly count: number
  /** Cells of all clusters together. */
  readonly cells: number
  readonly percolates: { readonly x: boolean; readonly y: boolean; readonly z: boolean }
  /** The largest first, `MAX_CLUSTER_ROWS` at the most. */
  readonly rows: readonly ClusterRow[]
}

/** A number that is followed in time: at a cell, or of all cells of a box. */
export interface ProbeSpec {
  /** What its samples are called. */
  readonly name: string
  readonly box: WorldBox
  /**
   * `state` is the state of one cell, and of more the share of those that are not in state 0; else the
   * mean of a channel, in its unit, or of another plane by its name.
   */
  readonly of: { readonly kind: 'state' } | { readonly kind: 'plane'; readonly name: string }
}

/** The most probes at once, and the most cells of one. */
export const MAX_PROBES = 16
export const MAX_PROBED_CELLS = 2 ** 20

/** How the run differs from its twin. */
export interface DamageStanding {
  /** The tick at which the twin was made. */
  readonly since: number
  /** Cells in other states than those of the twin, among those that are drawn. */
  readonly cells: number
  /** Cells that were looked at. */
  readonly of: number
}

/** Added to the state of a drawn cell that is in another state than in the twin. */
export const DAMAGE_BIT = 0x80

/** A number of a channel's dynamic, as fixed-point arithmetic has it. */
export interface DynamicMember {
  /** As a tune names it; of a wave `speedSquared` too, which is tuned as `speed`, its root. */
  readonly name: 'diffusion' | 'speedSquared' | 'damping' | 'decay' | 'rest' | 'source'
  readonly raw: number
  /** The raw 1. */
  readonly one: number
  /** Raw bounds within which the channel is stable, the other numbers as they are. */
  readonly low: number
  readonly high: number
}

/** What a channel does by itself at present. */
export interface ChannelDynamics {
  readonly channel: string
  readonly kind: 'diffuse' | 'wave'
  /** All amounts of its source by state, raw; empty where it has none. */
  readonly source: readonly number[]
  readonly members: readonly DynamicMember[]
}

/** Files for numerical programs. */
export type DataFormat = 'csv' | 'parquet' | 'npz'

/** The part of a simulation that is analyzed as a whole. */
export interface AnalysisApi {
  histogram(subject: HistogramSubject): Promise<Result<HistogramReport>>
  /** @param connectivity by its name; `around` takes in all cells around. */
  listClusters(connectivity: string): Promise<Result<ClusterReport>>
  /**
   * Measures these, in place of those before, whenever the run is measured; each as `probe NAME`. They
   * are of the world that is loaded, and gone with it.
   */
  watchProbes(probes: readonly ProbeSpec[]): Promise<Result<void>>
  /**
   * Makes a twin of the run at the present tick, in which the state of these cells is another (0 becomes
   * 1, others 0), and ticks it beside the run. From now on cells of frames that differ have `DAMAGE_BIT`.
   * Without sites the twin is the run as it is, so that edits which come later are what differs.
   */
  beginDamage(sites: readonly Site[]): Promise<Result<void>>
  /** Ends the twin; without one, nothing. */
  endDamage(): Promise<Result<void>>
  /** The dynamics of the channels that can be tuned, as they are at present. */
  listDynamics(): Promise<Result<readonly ChannelDynamics[]>>
  /** The present state as a file for numerical programs. The bytes are moved to the caller. */
  exportData(format: DataFormat): Promise<Result<Uint8Array>>
}
