/** The other end of a socket, as subscriptions see it. */
import type { ServerMessage } from '../../../engine/protocol/live-api.ts'

export interface LivePeer {
  /** Hands a message to the connection, which keeps it until the other end takes it. */
  send(message: ServerMessage): void
  /** Whether what was handed over has left; while it has not, nothing more is. */
  readonly hasRoom: boolean
}

/** What a client has subscribed to. */
export interface Subscription {
  /** Sends what there is, as far as the client has taken what was sent. */
  goOn(): void
  /** The client has all up to a number. */
  take(seq: number): void
  /** Sends nothing any more. */
  end(): void
}
