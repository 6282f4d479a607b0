/**
 * What a living world can be told of its CAChannels. Channels are meant by their place in the
 * world's list, sites by flat index.
 */
export type ChannelOrder =
  /** Lets bits forward for a channel, or for none. */
  | {
      readonly kind: 'assign'
      readonly sites: Uint32Array
      readonly channel: number | undefined
    }
  /** Lets a bit answer to a name. */
  | {
      readonly kind: 'announce'
      readonly site: number
      readonly channel: number
      readonly name: string
    }
  /** Lets each of the bits send a message. */
  | {
      readonly kind: 'send'
      readonly sites: Uint32Array
      readonly channel: number
      readonly to: string
      /** Raw, an i32. */
      readonly payload: number
      /** 0 to 255. */
      readonly messageKind: number
      /** Ticks it has. */
      readonly ttl: number
    }
  /** Joins two bits by a path of bits that forward, and lets them answer to their identities. */
  | {
      readonly kind: 'bind'
      readonly from: number
      readonly to: number
      readonly channel: number
    }
  /** Lets a bit send to another what a field says at it, for as long as that is used. */
  | {
      readonly kind: 'link'
      readonly from: number
      readonly to: number
      readonly channel: number
      readonly messageKind: number
      /** Multiples of 1/4096, -4096 to 4096. */
      readonly weight: number
      /** Name of the field. */
      readonly source: string
      /** Raw. */
      readonly threshold: number
      readonly ttl: number
      readonly strength: number
    }
