/** What a living world is made of, before it is one lattice. */
import type { ChannelSpec } from '../../fields/channel.ts'
import type { Dimensions } from '../../lattice/size.ts'
import type { ZoneClock } from '../../lattice/zone-clock.ts'
import type { Rule } from '../../rules/rule.ts'

export interface LatticeSpec {
  readonly dimensions: Dimensions
  /** By number: the rule index of a cell names one of them. At least one. */
  readonly rules: readonly Rule[]
  /** By the zone's number; at least one. */
  readonly clocks: readonly ZoneClock[]
  /** Whether some zone is settled: only its active bits step. In the others every site does. */
  readonly isSettled: boolean
  readonly channels: readonly ChannelSpec[]
  /** Names of the parameters that bits have beside those of physics. */
  readonly parameters: readonly string[]
}
