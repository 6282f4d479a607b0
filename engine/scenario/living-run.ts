/** The part of a run that makes a world of cells a living one: rules, zones and fields of its own. */
import type { ChannelSpec } from '../fields/channel.ts'
import type { ZoneClock } from '../lattice/zone-clock.ts'
import type { ZoneMap } from '../lattice/zone-map.ts'
import type { LatticeProgram } from '../rules/program/lattice-program.ts'
import type { Rule } from '../rules/rule.ts'

export interface LivingRun {
  readonly lattice: LatticeProgram
  readonly channels: readonly ChannelSpec[]
  /** By number; a cell's rule index names one of them. */
  readonly rules: readonly NamedRule[]
  readonly zoneMap: ZoneMap
  /** By number, as in the map. */
  readonly zones: readonly ZonePlan[]
}

export interface NamedRule {
  readonly name: string
  readonly rule: Rule
}

export interface ZonePlan {
  readonly name: string
  readonly clock: ZoneClock
  /** Number of the rule that its sites, and bits that name none, follow. */
  readonly rule: number
  /** Whether only spawned bits step in it; in others every site does. */
  readonly isSettled: boolean
}

/** What happens to a living world beside being painted. */
export type LivingOrder =
  /** Adds to a channel at some sites, as a bit's write would. */
  {
    readonly kind: 'poke'
    readonly channel: string
    /** Flat indices. */
    readonly sites: Uint32Array
    /** Raw, an i32. */
    readonly value: number
  }
