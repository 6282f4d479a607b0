/**
 * What CAChannels know between ticks. It is plain data that its holder owns; only this room's
 * orders and steps change it.
 *
 * Members are known by cell and generation, names by text: nothing here refers to a bit.
 */
import { buildCaChannels, type CaChannel } from './ca-channel.ts'
import type { ChannelBits } from './channel-bits.ts'
import type { LossCause, Message } from './message.ts'

/** A bit that forwards. Sets of names have slot `s` at bit `s & 31` of word `s >> 5`. */
export interface Member {
  readonly cell: number
  readonly generation: number
  /** Its route tags: a Bloom filter of (name, hops modulo 3), 32 words. */
  readonly filter: Uint32Array
  /** Names it has been told of in this epoch, so that no announcement goes round for ever. */
  readonly heard: Uint32Array
  /** Names it was told of in the last step, and passes on in the next. */
  readonly fresh: Uint32Array
  /** Oldest first. */
  readonly queue: Message[]
}

/** Who answers to a name. */
export interface Holder {
  readonly cell: number
  readonly generation: number
}

/** A destination. */
export interface NameSlot {
  readonly name: string
  /** Bits of the filter for each of the three residues, 7 each; they follow from the name. */
  readonly probes: Uint16Array
  /** Undefined once it has left; the slot stays while a message or a link is for it. */
  holder: Holder | undefined
  /** Hops, modulo 3, of the members that were told of it last. */
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
  /** 64 bits that tell the hops between members from other hops. */
  graphDigest: readonly [number, number]
  readonly counts: ChannelCounts
}

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
      graphDigest: [0, 0],
      counts: {
        sent: 0,
        delivered: 0,
        lost: { expired: 0, no_route: 0, full: 0, gone: 0 },
        congested: 0,
        turned: 0,
        epochs: 0,
      },
    })),
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
export function isIdle(_state: RoutingState, _bits: ChannelBits): boolean {
  return false
}
