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
