/** How messages enter and leave a channel: every one is counted where it does. */
import { type LossCause, type Message, NOWHERE } from './message.ts'
import type { RoutingListener } from './routing-event.ts'
import type { ChannelState, Member } from './routing-state.ts'

/** What a sender decides of a message. */
export type Posting = Pick<Message, 'to' | 'payload' | 'kind' | 'ttl'>

/** Puts a message at the end of a member's queue; false where it had no room, and it is lost. */
export function postMessage(
  channel: ChannelState,
  member: Member,
  { to, payload, kind, ttl }: Posting,
  listener?: RoutingListener,
): boolean {
  const message = { to, payload, kind, ttl, hops: 0, lastHop: NOWHERE }
  channel.counts.sent++
  if (member.queue.length >= channel.config.capacity) {
    loseMessage(channel, member.cell, message, 'full', listener)
    return false
  }
  member.queue.push(message)
  return true
}

/** Counts a message as lost, held by the member at a cell; the caller takes it out of its queue. */
export function loseMessage(
  { config, counts, names }: ChannelState,
  cell: number,
  { to }: Message,
  cause: LossCause,
  listener?: RoutingListener,
): void {
  counts.lost[cause]++
  listener?.({ type: 'lost', channel: config.name, to: names[to]!.name, cell, cause })
}
