/** Errors of the server's configuration. Each carries the values that made it happen. */
import { NamedError } from '../../engine/named-error.ts'

/** An environment variable holds a value the server cannot use. */
export class ServerConfigError extends NamedError {
  readonly code = 'config/invalid'
  override readonly name = 'ServerConfigError'

  readonly details: { readonly variable: string; readonly value: string; readonly wanted: string }

  constructor(details: ServerConfigError['details']) {
    super(
      `The environment variable ${details.variable} must be ${details.wanted}, ` +
        `not ${JSON.stringify(details.value)}.`,
    )
    this.details = details
  }
}
