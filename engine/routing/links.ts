/** Links: what sends by itself, grows weak while it does not, and ends. */
import type { ChannelBits } from './channel-bits.ts'
import { postMessage } from './channel-tally.ts'
import { isMember } from './epochs.ts'
import { FULL_WEIGHT } from './link-limits.ts'
import { claimsPair } from './route-filter.ts'
import type { RoutingListener } from './routing-event.ts'
import type { ChannelState, Link } from './routing-state.ts'

/**
 * Lets every link of a channel send or fade. A link whose bit has left ends. One sends where the
 * zone of its bit steps, its field is at least the threshold, and its bit has a route to the name;
 * if the message finds room, its strength is full again.
 */
export function runLinks(
  channel: ChannelState,
  bits: ChannelBits,
  tick: number,
  listener?: RoutingListener,
): void {
  channel.links = channel.links.filter((link) => {
    const { cell } = link.from
    const isThere = isMember(channel, link.from)
    if (isThere && isUsed(channel, link, bits, tick, listener)) {
      link.strength = link.fullStrength
      return true
    }
    link.strength = fade(link.strength)
    if (isThere && link.strength > 0) return true
    const reason = isThere ? 'faded' : 'gone'
    const to = channel.names[link.to]!.name
    listener?.({ type: 'link_ended', channel: channel.config.name, cell, to, reason })
    return false
  })
}

/** What a tick without use leaves of a strength: s - max(1, s >> 10). */
function fade(strength: number): number {
  return strength - Math.max(1, strength >> 10)
}

function isUsed(
  channel: ChannelState,
  { from, kind, source, threshold, to, ttl, weight }: Link,
  bits: ChannelBits,
  tick: number,
  listener?: RoutingListener,
): boolean {
  if (!bits.isStepping(from.cell, tick)) return false
  const value = bits.fieldAt(source, from.cell)
  if (value < threshold) return false
  const member = channel.members.get(from.cell)!
  const { probes } = channel.names[to]!
  if (![0, 1, 2].some((residue) => claimsPair(member.filter, probes, residue))) return false
  const payload = saturate(Math.trunc((value * weight) / FULL_WEIGHT))
  return postMessage(channel, member, { to, payload, kind, ttl }, listener)
}

/** A whole number held to the range of an i32. */
export function saturate(value: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value)) | 0
}
