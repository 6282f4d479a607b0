/** Errors of sockets. */
import { NamedError } from '../../../engine/named-error.ts'

/** A socket has as many subscriptions as it may. */
export class TooManySubscriptionsError extends NamedError {
  override readonly name = 'TooManySubscriptionsError'
  readonly code = 'live/subscriptions'
  readonly status = 429
  readonly details: { readonly maxSubscriptions: number }

  constructor(details: TooManySubscriptionsError['details']) {
    super(`A socket has ${details.maxSubscriptions} subscriptions at most.`)
    this.details = details
  }
}

/** A subscription has the id of another one. */
export class DuplicateSubscriptionError extends NamedError {
  override readonly name = 'DuplicateSubscriptionError'
  readonly code = 'live/subscription-twice'
  readonly status = 409
  readonly details: { readonly id: string }

  constructor(details: DuplicateSubscriptionError['details']) {
    super(`There is a subscription ${JSON.stringify(details.id)} already.`)
    this.details = details
  }
}

/** Whoever subscribed may do so no longer. */
export class AccessEndedError extends NamedError {
  override readonly name = 'AccessEndedError'
  readonly code = 'live/access-ended'
  readonly status = 403
  readonly details = {}

  constructor() {
    super('The token counts no longer, or for something else.')
  }
}
