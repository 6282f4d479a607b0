/** Errors the room of routing can raise. What an order refuses is a value: `routing-failure.ts`. */
import { NamedError } from '../named-error.ts'

/** CAChannels that cannot be. */
export class CaChannelError extends NamedError {
  override readonly name = 'CaChannelError'
  readonly code = 'routing/channel'
  readonly details: { readonly found: string; readonly wanted: string }

  constructor(details: CaChannelError['details']) {
    super(`These CAChannels cannot be, found ${details.found}: ${details.wanted}.`)
    this.details = details
  }
}

/** Bytes that are no state of the world's CAChannels. */
export class RoutingBytesError extends NamedError {
  override readonly name = 'RoutingBytesError'
  readonly code = 'routing/bytes'
  readonly details: { readonly atByte: number; readonly found: string; readonly wanted: string }

  constructor(details: RoutingBytesError['details']) {
    const { atByte, found, wanted } = details
    super(`The state of CAChannels is broken at byte ${atByte}, found ${found}: ${wanted}.`)
    this.details = details
  }
}
