/** One tick of all CAChannels. */
import type { ChannelBits } from './channel-bits.ts'
import type { RoutingListener } from './routing-event.ts'
import type { RoutingState } from './routing-state.ts'

/** What is to be added to a field, once; the field clamps it. */
export interface Delivery {
  readonly field: string
  readonly cell: number
  /** The sum of all payloads that arrived there in this tick, held to the range of an i32. */
  readonly value: number
}

/**
 * Takes all channels from `tick` to the next, after rules and fields have: routes follow the bits
 * that are there, announcements go one hop, links send, times run down, messages go one hop.
 *
 * On an idle state (`isIdle`) it changes nothing.
 *
 * @returns what arrived: by field in order of first use, then by ascending cell, each pair once.
 */
export function stepRouting(
  _state: RoutingState,
  _bits: ChannelBits,
  _tick: number,
  _listener?: RoutingListener,
): readonly Delivery[] {
  return []
}
