/**
 * What CAChannels know between ticks. It is plain data that its holder owns; only this room's
 * orders and steps change it.
 *
 * Members are known by cell and generation, names by text: nothing here refers to a bit.
 */
import { buildCaChannels, type CaChannel } from './ca-channel.ts'
import type { ChannelBits } from './channel-bits.ts'
import type { ChannelGraph } from './channel-graph.ts'
import type { LossCause, Message } from './message.ts'
import { FILTER_WORDS } from './route-filter.ts'

/** Words of a set of names: name slot `s` is bit `s & 31` of word `s >> 5`. */
export const NAME_WORDS = 2

/** Which bit is meant: a site, and how often it had been spawned by then. */
export interface Holder {
  readonly cell: number
  readonly generation: number
}

/** A bit that forwards. */
export interface Member extends Holder {
  /** Its route tags: a Bloom filter of (name, hops modulo 3), 32 words. */
  readonly filter: Uint32Array
  /** Names it has been told of in this epoch, so that no announcement goes round for ever. */
  readonly heard: Uint32Array
  /** Names it was told of last, and passes on in the next step. */
  readonly fresh: Uint32Array
  /** Oldest first. */
  readonly queue: Message[]
}

/** A destination. */
export interface NameSlot {
  readonly name: string
  /** Its bits of a filter; they follow from the name. */
  readonly probes: Uint16Array
  /** Who answers to it. Undefined once it has left; the slot stays while something is for it. */
  holder: Holder | undefined
  /** Hops, modulo 3, of the members to which it is fresh; 0 where there are none. */
  wave: number
}

/** Something that sends by itself; `link` in the Thunderbit contract, section 13. */
export interface Link {
  readonly from: Holder
  /** Slot of the name that it sends to. */
  readonly to: number
  readonly kind: number
  /** Multiples of 1/4096, from -4096 to 4096. */
  readonly weight: number
  /** The field it looks at. */
  readonly source: string
  /** It sends while the raw value of the field is at least this. */
  readonly threshold: number
  /** Time of its messages, in ticks. */
  readonly ttl: number
  /** What use restores it to, 1 to 65,536. */
  readonly fullStrength: number
  /** What is left of it; it ends at 0. */
  strength: number
}

/** Sums since the beginning. `sent` is `delivered`, the lost and what is in flight. */
export interface ChannelCounts {
  sent: number
  delivered: number
  readonly lost: Record<LossCause, number>
  /** Times a message waited for a tick because no neighbor that leads on had room. */
  congested: number
  /** Times a message came to a dead end and was turned back. */
  turned: number
  /** Times routes were made anew. */
  epochs: number
}

export interface ChannelState {
  readonly config: CaChannel
  /** By cell, in no order that matters. */
  readonly members: Map<number, Member>
  /** By slot; undefined where a slot is free. At most 64. */
  readonly names: (NameSlot | undefined)[]
  /** In the order they were made. */
  links: Link[]
  /** The digest of the hops that routes were made for; NO_GRAPH where they must be made anew. */
  graphDigest: readonly [number, number]
  readonly counts: ChannelCounts
  /** Follows from the bits and is no state: undefined until the next step looks at them. */
  graph: ChannelGraph | undefined
}

/** The digest of a channel without members. */
export const NO_GRAPH: readonly [number, number] = Object.freeze([0, 0])

export interface RoutingState {
  /** In the order they were declared. */
  readonly channels: readonly ChannelState[]
}

/**
 * CAChannels without members, names or messages.
 *
 * @throws {CaChannelError} when a channel is out of bounds, or named twice.
 */
export function createRouting(channels: readonly CaChannel[]): RoutingState {
  return {
    channels: buildCaChannels(channels).map((config) => ({
      config,
      members: new Map(),
      names: [],
      links: [],
      graphDigest: NO_GRAPH,
      counts: {
        sent: 0,
        delivered: 0,
        lost: { expired: 0, no_route: 0, full: 0, gone: 0 },
        congested: 0,
        turned: 0,
        epochs: 0,
      },
      graph: undefined,
    })),
  }
}

/** A member that knows nobody. */
export function createMember(cell: number, generation: number): Member {
  return {
    cell,
    generation,
    filter: new Uint32Array(FILTER_WORDS),
    heard: new Uint32Array(NAME_WORDS),
    fresh: new Uint32Array(NAME_WORDS),
    queue: [],
  }
}

/** Messages of a channel that are neither delivered nor lost. */
export function countInFlight({ members }: ChannelState): number {
  let count = 0
  for (const { queue } of members.values()) count += queue.length
  return count
}

/**
 * Tells whether a step would change nothing: nothing is queued, no name is spreading, no link
 * lives, and the bits are as they were at the last step. Then ticks can run in bulk without one.
 */
export function isIdle({ channels }: RoutingState, { revision }: ChannelBits): boolean {
  return channels.every((channel) => channel.graph?.revision === revision && isChannelIdle(channel))
}

function isChannelIdle({ links, members }: ChannelState): boolean {
  if (links.length > 0) return false
  for (const { fresh, queue } of members.values()) {
    if (queue.length > 0 || fresh[0] !== 0 || fresh[1] !== 0) return false
  }
  return true
}
