/** Errors of the room of policies. */
import { NamedError } from '../../engine/named-error.ts'

/** A request comes by a name or from a page that this server does not answer. */
export class OriginRefusedError extends NamedError {
  override readonly name = 'OriginRefusedError'
  readonly code = 'policy/origin'
  readonly status = 403
  readonly details: { readonly header: 'Host' | 'Origin'; readonly value: string }

  constructor(details: OriginRefusedError['details']) {
    const shown = JSON.stringify(details.value.slice(0, 100))
    super(
      details.header === 'Host'
        ? `The server is not ${shown}. Names of it are listed in THUNDERLINE_ORIGINS.`
        : `Pages of ${shown} may not call here. Those that may are listed in THUNDERLINE_ORIGINS.`,
    )
    this.details = details
  }
}

/** Verdicts of a stretch are not in the table yet, so its head does not go on record. */
export class VerdictsUnkeptError extends NamedError {
  override readonly name = 'VerdictsUnkeptError'
  readonly code = 'policy/verdicts-unkept'
  readonly details: { readonly chainId: string; readonly first: number }

  constructor(details: VerdictsUnkeptError['details']) {
    super(
      `Verdicts from ${details.chainId}.${details.first} on are not kept yet, so their head is not put on record.`,
    )
    this.details = details
  }
}
