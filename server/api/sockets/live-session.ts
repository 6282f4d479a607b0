/**
 * One client of the sockets: what it has subscribed to, and what it says.
 *
 * Whatever it says is read strictly and answered; it cannot make the session hold more than `MAX_SUBSCRIPTIONS` of
 * them, each of which is bounded.
 */
import { randomUUID } from 'node:crypto'
import {
  type ClientMessage,
  type LiveTopic,
  parseClientMessage,
  type ServerMessage,
} from '../../../engine/protocol/live-api.ts'
import { parseTraceparent } from '../../../engine/telemetry/cloud-event.ts'
import type { Principal } from '../../policy/gate.ts'
import { DeniedError, NotFoundError } from '../errors.ts'
import type { Caller, OperationDesk } from '../operation-desk.ts'
import { RateTicket } from '../rate-ticket.ts'
import {
  AccessEndedError,
  DuplicateSubscriptionError,
  TooManySubscriptionsError,
} from './errors.ts'
import type { LivePeer, Subscription } from './live-peer.ts'
import { accessOf } from './topic-access.ts'

export const MAX_SUBSCRIPTIONS = 32

/** What a subscription is opened with, once it is allowed. */
export interface OpenRequest {
  readonly id: string
  readonly topic: LiveTopic
  readonly peer: LivePeer
  readonly principal: Principal
  /** What the operation that reads the same has given. */
  readonly answer: unknown
  /** Ends it from within: with an error where it failed. */
  readonly onOver: (error?: unknown) => void
}

/** A subscription that sends nothing before it is told to go on, with the number of the ledger where it begins. */
export interface Opened {
  readonly subscription: Subscription
  readonly next?: number
}

export interface LiveSessionOptions {
  readonly peer: LivePeer
  readonly principal: Principal
  readonly rateKey: string
  readonly desk: Pick<OperationDesk, 'call' | 'permit'>
  readonly open: (request: OpenRequest) => Opened
  /** What a client is told of an error. */
  readonly describe: (error: unknown) => { readonly code: string; readonly message: string }
}

interface Held {
  readonly topic: LiveTopic
  /** Undefined while it is not decided yet. */
  subscription: Subscription | undefined
}

export class LiveSession {
  readonly #options: LiveSessionOptions
  readonly #held = new Map<string, Held>()
  #isOver = false

  constructor(options: LiveSessionOptions) {
    this.#options = options
  }

  get principal(): Principal {
    return this.#options.principal
  }

  get count(): number {
    return this.#held.size
  }

  /** Takes whatever a client sends; settles when it is answered, and never rejects. */
  async receive(value: unknown): Promise<void> {
    let message: ClientMessage
    try {
      message = parseClientMessage(value)
    } catch (error) {
      this.#refuse(undefined, error)
      return
    }
    const { id } = message
    switch (message.kind) {
      case 'subscribe':
        await this.#subscribe(message)
        return
      case 'unsubscribe':
        this.#drop(id)
        return
      case 'taken':
        this.#held.get(id)?.subscription?.take(message.seq)
        return
      default:
        message satisfies never
    }
  }

  /** The connection has room again. */
  goOn(): void {
    for (const { subscription } of this.#held.values()) subscription?.goOn()
  }

  /**
   * Has all subscriptions decided again, since policies are others now; those that are denied end.
   *
   * It is the server that asks, so that nobody keeps a subscription by asking for so much that this were too often.
   *
   * @returns false where some could not be decided, or were being decided when it was called: they go on till then.
   */
  async decideAgain(): Promise<boolean> {
    let isDone = true
    for (const [id, held] of [...this.#held]) {
      if (held.subscription === undefined) {
        // That may be by policies of before.
        isDone = false
        continue
      }
      try {
        await this.#ask(held.topic, undefined, { ticket: new RateTicket() })
      } catch (error) {
        const isNo = error instanceof DeniedError || error instanceof NotFoundError
        if (!isNo) isDone = false
        else if (this.#held.get(id) === held) this.#refuse(id, error)
      }
    }
    return isDone
  }

  /** Ends all, and tells so. */
  revoke(): void {
    for (const id of [...this.#held.keys()]) this.#refuse(id, new AccessEndedError())
  }

  /** Ends all without a word. */
  end(): void {
    this.#isOver = true
    for (const id of [...this.#held.keys()]) this.#drop(id)
  }

  async #subscribe({
    id,
    topic,
    traceparent,
  }: Extract<ClientMessage, { readonly kind: 'subscribe' }>): Promise<void> {
    const { peer, principal, open } = this.#options
    if (this.#held.has(id)) {
      // Told without the id, by which the client knows the one that goes on.
      this.#tellRefusal(undefined, new DuplicateSubscriptionError({ id }))
      return
    }
    if (this.#held.size >= MAX_SUBSCRIPTIONS) {
      const limits = { maxSubscriptions: MAX_SUBSCRIPTIONS }
      this.#tellRefusal(id, new TooManySubscriptionsError(limits))
      return
    }
    const held: Held = { topic, subscription: undefined }
    this.#held.set(id, held)
    const isHeld = () => this.#held.get(id) === held
    try {
      const answer = await this.#ask(topic, traceparent)
      if (!isHeld()) return
      const onOver = (error?: unknown) => {
        if (!isHeld()) return
        if (error === undefined) this.#drop(id)
        else this.#refuse(id, error)
      }
      const { subscription, next } = open({ id, topic, peer, principal, answer, onOver })
      held.subscription = subscription
      this.#say({ kind: 'subscribed', id, ...(next === undefined ? {} : { next }) })
      subscription.goOn()
    } catch (error) {
      if (isHeld()) this.#refuse(id, error)
    }
  }

  /** Asks for the operation that reads the same: it throws where that is denied. */
  async #ask(
    topic: LiveTopic,
    traceparent: string | undefined,
    counted: Pick<Caller, 'ticket'> = {},
  ): Promise<unknown> {
    const { desk, principal, rateKey } = this.#options
    const caller: Caller = {
      ...{ principal, surface: 'socket', rateKey, correlationId: randomUUID() },
      traceparent: parseTraceparent(traceparent),
      ...counted,
    }
    const access = accessOf(topic)
    if (access.kind === 'call') return await desk.call(access.operation, access.input, caller)
    return await desk.permit(access.operation, access.id, caller)
  }

  /** Ends a subscription and says why. */
  #refuse(id: string | undefined, error: unknown): void {
    if (id !== undefined) this.#drop(id)
    this.#tellRefusal(id, error)
  }

  #tellRefusal(id: string | undefined, error: unknown): void {
    const { code, message } = this.#options.describe(error)
    this.#say({ kind: 'refused', ...(id === undefined ? {} : { id }), code, message })
  }

  #drop(id: string): void {
    const held = this.#held.get(id)
    this.#held.delete(id)
    held?.subscription?.end()
  }

  #say(message: ServerMessage): void {
    if (!this.#isOver) this.#options.peer.send(message)
  }
}
