/** A state as metrics see it: all that any of them may look at, read once for all of them. */
import type { Dimensions, Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { ZoneMap } from '../lattice/zone-map.ts'
import type { Rule } from '../rules/rule.ts'
import type { ChangedSite, Damage } from './damage/find-damage.ts'
import type { Axis } from './measured-axes.ts'
import type { SeenCycle } from './period-watch.ts'

/** A channel's numbers. */
export interface MeasuredChannel {
  readonly name: string
  /** Raw numbers, one a cell in flat order. */
  readonly values: Int32Array
  /** Values are raw numbers divided by 2 to this power. */
  readonly fractionBits: number
}

/** The zones of a living world. */
export interface MeasuredZones {
  readonly map: ZoneMap
  /** By number. */
  readonly names: readonly string[]
}

/** What became of a change so far. */
export interface MeasuredDamage {
  readonly damage: Damage
  /** The cell that was changed; undefined where it was more than one. */
  readonly site: ChangedSite | undefined
  readonly changedAt: number
  /** How far a cell can act in a tick, along each axis; infinite where nobody knows. */
  readonly lightCells: Size
}

/**
 * The state of one tick. Arrays are only read, and good until the run goes on. Of a world without an
 * end the box is the smallest around all that is not background, and its topology a box.
 */
export interface MeasuredState {
  readonly tick: number
  readonly size: Size
  readonly topology: Topology
  /** Axes that the world is thought of as having. */
  readonly dimensions: Dimensions
  /** Those along which the world, not just the box, has more than one cell. */
  readonly axes: readonly Axis[]
  /** The rule in force; undefined where cells follow several. */
  readonly rule: Rule | undefined
  /** States that cells may have: 0 to `states` - 1. */
  readonly states: number
  /** The state of all but finitely many cells of a world without an end; 0 in a bounded one. */
  readonly background: number
  /** Cells by state; of a world without an end, those of the box. */
  readonly counts: Float64Array
  /** One byte a cell in flat order; empty unless a metric needs cells. */
  readonly cells: Uint8Array
  /** The cells of the same box one tick earlier; undefined where nobody kept it, as at the first tick. */
  readonly before: Uint8Array | undefined
  /** Cells whose state is another than one tick earlier; undefined where that is not known. */
  readonly changed: number | undefined
  /** How the run repeats itself, as far as it was followed; undefined where it was never seen to. */
  readonly cycle: SeenCycle | undefined
  /** Undefined in plain automata. */
  readonly zones: MeasuredZones | undefined
  /** Empty unless a metric needs them. */
  readonly channels: readonly MeasuredChannel[]
  /** By what was changed, as metrics' parameters say it; without those that are still to come. */
  readonly damage?: ReadonlyMap<string, MeasuredDamage>
  /** Maximal Lyapunov exponents in nats a tick, by the tick since when; without those that are not known. */
  readonly lyapunov?: ReadonlyMap<string, number>
}
