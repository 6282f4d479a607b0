/** Errors of starting the server. Each carries the values that made it happen. */
import { NamedError } from '../../engine/named-error.ts'

/** No port of those that would do is free. */
export class PortTakenError extends NamedError {
  readonly code = 'app/port-taken'
  override readonly name = 'PortTakenError'

  readonly details: {
    readonly host: string
    readonly firstPort: number
    readonly lastPort: number
  }

  constructor(details: PortTakenError['details']) {
    const { host, firstPort, lastPort } = details
    super(
      firstPort === lastPort
        ? `Port ${firstPort} of ${host} is taken by another program. Free it, or choose one with PORT.`
        : `Ports ${firstPort} to ${lastPort} of ${host} are all taken. Choose another with PORT.`,
    )
    this.details = details
  }
}

/** The folder with the built viewer is not there. */
export class ViewerMissingError extends NamedError {
  readonly code = 'app/viewer-missing'
  override readonly name = 'ViewerMissingError'

  readonly details: { readonly folder: string }

  constructor(details: ViewerMissingError['details']) {
    super(`${details.folder} holds no built viewer (no index.html). Run "npm run build" first.`)
    this.details = details
  }
}
