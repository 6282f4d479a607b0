/** Errors of the event bus. */
import { NamedError } from '../../engine/named-error.ts'

/** The name of a consumer is none. */
export class ConsumerNameError extends NamedError {
  override readonly name = 'ConsumerNameError'
  readonly code = 'events/consumer-name'
  readonly details: { readonly name: string }

  constructor(details: ConsumerNameError['details']) {
    super(
      `A consumer is named by up to 63 lower-case letters, digits and dashes, of which a letter is first, not ${JSON.stringify(details.name.slice(0, 80))}.`,
    )
    this.details = details
  }
}

/** A consumer has thrown; `cause` is what. */
export class HandlerError extends NamedError {
  override readonly name = 'HandlerError'
  readonly code = 'events/handler'
  readonly details: { readonly consumer: string; readonly seq: number; readonly problem: string }

  constructor(details: HandlerError['details'], options?: ErrorOptions) {
    super(`${details.consumer} could not take event ${details.seq}: ${details.problem}`, options)
    this.details = details
  }
}

/** A consumer of that name is led already. */
export class DuplicateConsumerError extends NamedError {
  override readonly name = 'DuplicateConsumerError'
  readonly code = 'events/consumer-twice'
  readonly details: { readonly name: string }

  constructor(details: DuplicateConsumerError['details']) {
    super(`There is a consumer ${details.name} already.`)
    this.details = details
  }
}

/** No consumer of that name is led here. */
export class UnknownConsumerError extends NamedError {
  override readonly name = 'UnknownConsumerError'
  readonly code = 'events/consumer-unknown'
  readonly details: { readonly name: string }

  constructor(details: UnknownConsumerError['details']) {
    super(`There is no consumer ${JSON.stringify(details.name.slice(0, 80))}.`)
    this.details = details
  }
}

/** An idempotency key stands for another event. */
export class IdempotencyConflictError extends NamedError {
  override readonly name = 'IdempotencyConflictError'
  readonly code = 'events/idempotency-conflict'
  readonly details: { readonly key: string; readonly seq: number }

  constructor(details: IdempotencyConflictError['details']) {
    super(
      `The idempotency key ${JSON.stringify(details.key)} is that of another event, entry ${details.seq}.`,
    )
    this.details = details
  }
}

/** A consumer has heard more than there is: an older ledger was put in the place of the one that it heard. */
export class PositionBeyondLedgerError extends NamedError {
  override readonly name = 'PositionBeyondLedgerError'
  readonly code = 'events/position-beyond'
  readonly details: { readonly consumer: string; readonly position: number; readonly size: number }

  constructor(details: PositionBeyondLedgerError['details']) {
    const { consumer, position, size } = details
    super(
      `The database has ${position} entries of the ledger (${consumer}), and the ledger has ${size}: an older one was put back. \`thunderline ledger rebuild\` makes the database anew from it.`,
    )
    this.details = details
  }
}

/** What a consumer has heard last is another event in the ledger: an older ledger was put back, and has grown since. */
export class OtherLedgerError extends NamedError {
  override readonly name = 'OtherLedgerError'
  readonly code = 'events/other-ledger'
  readonly details: { readonly consumer: string; readonly seq: number }

  constructor(details: OtherLedgerError['details']) {
    const { consumer, seq } = details
    super(
      `The database was made of another ledger: its entry ${seq} is not the one that ${consumer} has heard. \`thunderline ledger rebuild\` makes the database anew from this one.`,
    )
    this.details = details
  }
}
