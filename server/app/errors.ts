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

const ADDRESS_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'the system does not let this user have that port',
  EADDRNOTAVAIL: 'that is no address of this machine',
  EAI_AGAIN: 'nothing of that name can be found now',
  ENOTFOUND: 'nothing has that name',
}

/** The system refuses the address, for another reason than that somebody has it. */
export class AddressError extends NamedError {
  readonly code = 'app/address'
  override readonly name = 'AddressError'

  readonly details: { readonly host: string; readonly port: number; readonly errno: string }

  constructor(details: AddressError['details'], options?: ErrorOptions) {
    const { host, port, errno } = details
    const reason = ADDRESS_REASONS[errno] ?? `the system says ${errno}`
    super(`Port ${port} of ${host} cannot be listened at: ${reason}. See HOST and PORT.`, options)
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

/** The tables are not made of the whole ledger yet, and a start waits for them. */
export class TablesBehindError extends NamedError {
  override readonly name = 'TablesBehindError'
  readonly code = 'app/tables-behind'
  readonly details: { readonly entries: number }

  constructor(details: TablesBehindError['details']) {
    super(
      `The tables are behind the ${details.entries} entries of the ledger: the start waits for them.`,
    )
    this.details = details
  }
}

/** A worker takes runs from a database that it shares, and there is none. */
export class WorkerAloneError extends NamedError {
  override readonly name = 'WorkerAloneError'
  readonly code = 'app/worker-alone'
  readonly details: { readonly variable: string }

  constructor(details: WorkerAloneError['details']) {
    super(
      `A worker takes up the runs of servers with which it shares a PostgreSQL: set ${details.variable} to its address.`,
    )
    this.details = details
  }
}
