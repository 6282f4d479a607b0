/** What a world with rules, zones and fields of its own is, as the other side is told of it. */
import type { ChannelDynamic } from '../fields/channel.ts'
import type { Step } from '../fields/directions.ts'
import type { ZoneClock } from '../lattice/zone-clock.ts'

export interface ChannelInfo {
  readonly name: string
  /** What a value of 1 is, for people. */
  readonly unit: string
  readonly about: string
  /** Least and greatest value it can have. */
  readonly low: number
  readonly high: number
  /** Values are raw numbers divided by 2 to this power. */
  readonly fractionBits: number
  readonly kind: ChannelDynamic['kind']
  /** What numbers of a channel of directions mean; absent from others. */
  readonly directions?: DirectionInfo
}

/** The raw number i + 1 points along step i; 0 points nowhere. */
export interface DirectionInfo {
  /** At sites of even x + y + z, and at those of odd ones. */
  readonly even: readonly Step[]
  readonly odd: readonly Step[]
}

export interface ZoneInfo {
  readonly name: string
  readonly clock: ZoneClock
  /** Name of the rule it follows; empty for the scenario's own. */
  readonly rule: string
  readonly cells: number
  /** Whether only bits step in it, which are spawned there. */
  readonly isSettled: boolean
}

/** Orders that a policy or a site did not allow. */
export interface RefusedOrders {
  readonly count: number
  /** Why the first of them was refused, a sentence. */
  readonly first: string
}

export interface LivingInfo {
  /** In the order in which the state holds them. */
  readonly channels: readonly ChannelInfo[]
  /**
   * The other planes of numbers of its state, by the names that hashes and reports of differences call them
   * by (`memory live-neighbors`). Their values are raw. One whose name a channel has is left out.
   */
  readonly planes: readonly ChannelInfo[]
  /** By number, as `zoneNumbers` gives them. */
  readonly zones: readonly ZoneInfo[]
  /** Names by number; that of the scenario's own rule is `own`. */
  readonly rules: readonly string[]
  /** What was refused at the first tick; absent where nothing was. */
  readonly refused?: RefusedOrders
}
