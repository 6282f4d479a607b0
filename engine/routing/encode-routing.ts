/** The canonical bytes of a state of CAChannels: one state, one string of bytes. */
import type { RoutingState } from './routing-state.ts'

/** All that decides what comes, for hashes: without sums. */
export function encodeRoutes(_state: RoutingState): Uint8Array {
  return new Uint8Array(0)
}

/** All of a state, sums too, for snapshots and files: `decodeRouting` takes it. */
export function encodeRouting(_state: RoutingState): Uint8Array {
  return new Uint8Array(0)
}
