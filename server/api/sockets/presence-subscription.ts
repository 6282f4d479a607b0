/** A member of a room for as long as a socket lasts: it is kept from being forgotten, and leaves when the socket ends. */
import type { Presence, PresenceBoard } from '../../policy/presence-board.ts'
import { AccessEndedError } from './errors.ts'
import type { Subscription } from './live-peer.ts'

/** Well within the time after which somebody who is silent is gone. */
const TOUCH_MS = 20_000

export interface PresenceSubscriptionOptions {
  readonly board: Pick<PresenceBoard, 'touch' | 'leave'>
  /** Who has joined. */
  readonly place: Pick<Presence, 'room' | 'member' | 'principal'>
  /** Is told when the member is there no longer and has to join again. */
  readonly onOver: (error: unknown) => void
}

export class PresenceSubscription implements Subscription {
  readonly #options: PresenceSubscriptionOptions
  readonly #timer: NodeJS.Timeout

  constructor(options: PresenceSubscriptionOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.#touch(), TOUCH_MS).unref()
  }

  /** There is nothing to send. */
  goOn(): void {}

  take(): void {}

  end(): void {
    const { board, place } = this.#options
    clearInterval(this.#timer)
    board.leave(place)
  }

  #touch(): void {
    const { board, place, onOver } = this.#options
    if (!board.touch(place)) onOver(new AccessEndedError())
  }
}
