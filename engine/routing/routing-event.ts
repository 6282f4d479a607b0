/** What a step tells whoever listens. Listening changes nothing. Cells are flat indices. */
import type { LossCause } from './message.ts'

/** `channel` is a channel's name, `to` the name that a message is for. */
export type RoutingEvent =
  | {
      readonly type: 'moved'
      readonly channel: string
      readonly to: string
      readonly fromCell: number
      readonly toCell: number
    }
  | {
      readonly type: 'delivered'
      readonly channel: string
      readonly to: string
      readonly cell: number
      readonly payload: number
      readonly kind: number
      readonly hops: number
    }
  | {
      readonly type: 'lost'
      readonly channel: string
      readonly to: string
      /** Where it was held. */
      readonly cell: number
      readonly cause: LossCause
    }
  /** Members or hops of a channel changed: its routes are made anew. */
  | { readonly type: 'epoch'; readonly channel: string; readonly members: number }
  /** A link has ended: its strength is used up, or its bit has left the channel. */
  | {
      readonly type: 'link_ended'
      readonly channel: string
      readonly cell: number
      readonly to: string
      readonly reason: 'faded' | 'gone'
    }

export type RoutingListener = (event: RoutingEvent) => void
