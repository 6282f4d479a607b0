/**
 * What can be told to CAChannels between ticks. An order is carried out, or changes nothing and
 * says why as a value. Channels are meant by their place in the state's list.
 */
import { tellMember } from './announcements.ts'
import { isRoutingName, MAX_LINKS, MAX_ROUTING_NAME_CHARS } from './ca-channel.ts'
import type { ChannelBits } from './channel-bits.ts'
import { postMessage } from './channel-tally.ts'
import { admitMember } from './epochs.ts'
import { DEFAULT_STRENGTH, FULL_WEIGHT, MAX_STRENGTH } from './link-limits.ts'
import { MAX_TTL, MESSAGE_KINDS } from './message.ts'
import { checkNames, findFreeSlot, findName } from './names.ts'
import { probesOf } from './route-filter.ts'
import { type RoutingOutcome, refuseRouting } from './routing-failure.ts'
import { type ChannelState, type NameSlot, NO_GRAPH, type RoutingState } from './routing-state.ts'

/**
 * Lets a member answer to a name from now on. To say it again changes nothing. A name belongs to
 * one member of a channel; it is free again when that bit has left.
 *
 * Refuses with `invalid_value`, `not_a_member`, `name_taken`, `too_many_names`,
 * `too_many_names_of_member`.
 */
export function announce(
  { channels }: RoutingState,
  bits: ChannelBits,
  index: number,
  { name, cell }: { readonly name: string; readonly cell: number },
): RoutingOutcome<undefined> {
  const channel = channels[index]!
  const fault = findNameFault('name', name)
  if (fault !== undefined) return fault
  if (bits.standingOf(index, cell) !== 'member') return refuseMember(channel, cell)
  const generation = bits.generationOf(cell)
  const checked = checkNames(channel, bits, index, [{ name, cell, generation }])
  if (!checked.ok) return checked
  const member = admitMember(channel, bits, index, cell)
  if (member === undefined) return refuseMember(channel, cell)
  const known = findName(channel, name)
  const slot = known === -1 ? findFreeSlot(channel) : known
  const before = channel.names[slot]
  if (before?.holder?.cell === cell && before.holder.generation === generation) return DONE
  if (before?.holder !== undefined) {
    // Who answered to it has left, and what others were told of the way there is no longer true.
    channel.graphDigest = NO_GRAPH
    channel.graph = undefined
  }
  const holder = Object.freeze({ cell, generation })
  const after: NameSlot = { name, probes: before?.probes ?? probesOf(name), holder, wave: 0 }
  channel.names[slot] = after
  tellMember(member, slot, after, 0)
  return DONE
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
  { channels }: RoutingState,
  bits: ChannelBits,
  index: number,
  { from, to: name, payload, kind = 0, ttl }: SendOrder,
): RoutingOutcome<'queued' | 'lost'> {
  const channel = channels[index]!
  const fault =
    findRangeFault('payload', payload, -(2 ** 31), 2 ** 31 - 1) ?? findMessageFault(kind, ttl)
  if (fault !== undefined) return fault
  const to = findName(channel, name)
  if (bits.standingOf(index, from) !== 'member') return refuseMember(channel, from)
  if (to === -1) return refuseRouting('unknown_name', { channel: channel.config.name, name })
  const member = admitMember(channel, bits, index, from)
  if (member === undefined) return refuseMember(channel, from)
  const isQueued = postMessage(channel, member, { to, payload, kind, ttl })
  return { ok: true, value: isQueued ? 'queued' : 'lost' }
}

export interface LinkOrder {
  /** Cells of two members; the second must answer to its identity, as `bind` lets it. */
  readonly from: number
  readonly to: number
  /** 0 to 255; 0 where absent. */
  readonly kind?: number | undefined
  /** Multiples of 1/4096, -4096 to 4096. */
  readonly weight: number
  /** The field it looks at. */
  readonly source: string
  /** Raw, an i32. */
  readonly threshold: number
  /** Ticks its messages have, 1 to 65,535. */
  readonly ttl: number
  /** 1 to 65,536; 4096 where absent. */
  readonly strength?: number | undefined
}

/**
 * Makes a link: while `source` at the first bit is at least `threshold`, each tick sends
 * `trunc(value * weight / 4096)` to the second. A link of the same ends and kind is replaced.
 *
 * Refuses with `invalid_value`, `not_a_member`, `not_bound`, `too_many_links`.
 */
export function addLink(
  { channels }: RoutingState,
  bits: ChannelBits,
  index: number,
  order: LinkOrder,
): RoutingOutcome<undefined> {
  const { from, kind = 0, source, strength = DEFAULT_STRENGTH, threshold, ttl, weight } = order
  const channel = channels[index]!
  const fault =
    findMessageFault(kind, ttl) ??
    findNameFault('source', source) ??
    findRangeFault('weight', weight, -FULL_WEIGHT, FULL_WEIGHT) ??
    findRangeFault('threshold', threshold, -(2 ** 31), 2 ** 31 - 1) ??
    findRangeFault('strength', strength, 1, MAX_STRENGTH)
  if (fault !== undefined) return fault
  for (const cell of [from, order.to]) {
    if (bits.standingOf(index, cell) !== 'member') return refuseMember(channel, cell)
  }
  const to = findName(channel, bits.identityOf(order.to))
  if (to === -1) {
    return refuseRouting('not_bound', { channel: channel.config.name, from, to: order.to })
  }
  const generation = bits.generationOf(from)
  const others = channel.links.filter(
    (link) =>
      link.from.cell !== from ||
      link.from.generation !== generation ||
      link.to !== to ||
      link.kind !== kind,
  )
  if (others.length >= MAX_LINKS) {
    return refuseRouting('too_many_links', { channel: channel.config.name, maxLinks: MAX_LINKS })
  }
  const fromHolder = Object.freeze({ cell: from, generation })
  channel.links = [
    ...others,
    {
      from: fromHolder,
      to,
      kind,
      weight,
      source,
      threshold,
      ttl,
      fullStrength: strength,
      strength,
    },
  ]
  return DONE
}

const DONE = Object.freeze({ ok: true, value: undefined })

function refuseMember(channel: ChannelState, cell: number) {
  return refuseRouting('not_a_member', { channel: channel.config.name, cell })
}

function findMessageFault(kind: number, ttl: number) {
  return (
    findRangeFault('kind', kind, 0, MESSAGE_KINDS - 1) ?? findRangeFault('ttl', ttl, 1, MAX_TTL)
  )
}

function findRangeFault(attribute: string, value: number, least: number, most: number) {
  if (Number.isInteger(value) && value >= least && value <= most) return undefined
  const wanted = `a whole number from ${least} to ${most} is wanted`
  return refuseRouting('invalid_value', { attribute, found: String(value), wanted })
}

function findNameFault(attribute: string, text: string) {
  if (isRoutingName(text)) return undefined
  const found = `a text of ${text.length} characters`
  const wanted = `1 to ${MAX_ROUTING_NAME_CHARS} are wanted`
  return refuseRouting('invalid_value', { attribute, found, wanted })
}
