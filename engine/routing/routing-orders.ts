/**
 * What can be told to CAChannels between ticks. An order is carried out, or changes nothing and
 * says why as a value. Channels are meant by their place in the state's list.
 */
import type { ChannelBits } from './channel-bits.ts'
import { type RoutingOutcome, refuseRouting } from './routing-failure.ts'
import type { RoutingState } from './routing-state.ts'

/** A link's strength unless its order says otherwise. */
export const DEFAULT_STRENGTH = 4096

/** The largest strength of a link. */
export const MAX_STRENGTH = 65_536

/** The weight of a link that sends what it reads. */
export const FULL_WEIGHT = 4096

/**
 * Lets a member answer to a name from now on. To say it again changes nothing. A name belongs to
 * one member of a channel; it is free again when that bit has left.
 *
 * Refuses with `invalid_value`, `not_a_member`, `name_taken`, `too_many_names`,
 * `too_many_names_of_member`.
 */
export function announce(
  state: RoutingState,
  _bits: ChannelBits,
  channel: number,
  { cell }: { readonly name: string; readonly cell: number },
): RoutingOutcome<undefined> {
  return refuseRouting('not_a_member', { channel: state.channels[channel]!.config.name, cell })
}

export interface SendOrder {
  /** Cell of the member that sends it. */
  readonly from: number
  readonly to: string
  /** An i32, added to the channel's field where it arrives. */
  readonly payload: number
  /** 0 to 255; 0 where absent. */
  readonly kind?: number | undefined
  /** Ticks it has, 1 to 65,535. */
  readonly ttl: number
}

/**
 * Puts a message at the end of its sender's queue; `lost` where that was full, which is counted.
 *
 * Refuses with `invalid_value`, `not_a_member`, `unknown_name`.
 */
export function send(
  state: RoutingState,
  _bits: ChannelBits,
  channel: number,
  { from }: SendOrder,
): RoutingOutcome<'queued' | 'lost'> {
  const { name } = state.channels[channel]!.config
  return refuseRouting('not_a_member', { channel: name, cell: from })
}

export interface LinkOrder {
  /** Cells of two members; the second must answer to its identity, as `bind` lets it. */
  readonly from: number
  readonly to: number
  readonly kind?: number | undefined
  /** Multiples of 1/4096, -4096 to 4096. */
  readonly weight: number
  readonly source: string
  /** Raw, an i32. */
  readonly threshold: number
  readonly ttl: number
  /** 1 to 65,536; 4096 where absent. */
  readonly strength?: number | undefined
}

/**
 * Makes a link: while `source` at the first bit is at least `threshold`, each tick sends
 * `trunc(value * weight / 4096)` to the second. A link of the same ends and kind is replaced.
 *
 * Refuses with `invalid_value`, `not_a_member`, `unknown_name`, `too_many_links`.
 */
export function addLink(
  state: RoutingState,
  _bits: ChannelBits,
  channel: number,
  { from }: LinkOrder,
): RoutingOutcome<undefined> {
  const { name } = state.channels[channel]!.config
  return refuseRouting('not_a_member', { channel: name, cell: from })
}
