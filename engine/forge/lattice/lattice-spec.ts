/** What a living world is made of, before it is one lattice. */
import type { PhysicsSettings } from '../../bits/physics/physics-settings.ts'
import type { ChannelSpec } from '../../fields/channel.ts'
import type { Dimensions } from '../../lattice/size.ts'
import type { ZoneClock } from '../../lattice/zone-clock.ts'
import type { Rule } from '../../rules/rule.ts'
import type { MetaRule } from '../meta-rules/meta-rule.ts'

export interface LatticeSpec {
  readonly dimensions: Dimensions
  /** By number: the rule index of a cell names one of them. At least one. */
  readonly rules: readonly Rule[]
  /** By the zone's number; at least one. */
  readonly clocks: readonly ZoneClock[]
  /** Whether some zone is settled: only its active bits step. In the others every site does. */
  readonly isSettled: boolean
  readonly channels: readonly ChannelSpec[]
  /**
   * How phases, flow and trust change; undefined where they stay as they are. With physics or
   * settled zones every cell has the four physics parameters.
   */
  readonly physics: PhysicsSettings | undefined
  /** Names of the parameters that cells have beside those of physics. */
  readonly parameters: readonly string[]
  /** Lists of meta-rules by number; a cell's meta index names one of them, and the first is empty. */
  readonly metaRules: readonly (readonly MetaRule[])[]
  /** Whether a plane tells observers how many writes to fields each cell made; not when left out. */
  readonly countsWrites?: boolean
}

/** A world of rules and channels alone, in one zone whose every site steps at every tick. */
export const PLAIN_LATTICE = Object.freeze({
  clocks: Object.freeze([Object.freeze({ divisor: 1, phase: 0 })]),
  isSettled: false,
  channels: Object.freeze([]),
  physics: undefined,
  parameters: Object.freeze([]),
  metaRules: Object.freeze([Object.freeze([])]),
})

/** Tells whether the cells of a world have the physics parameters. */
export function hasPhysicsParameters({ isSettled, physics }: LatticeSpec): boolean {
  return isSettled || physics !== undefined
}
