/**
 * Errors of what passes between the page and a server. They stand apart from those of the page, since only what is
 * loaded with the record of a server needs them.
 */
import { NamedError } from '../../engine/named-error.ts'

/** There is nothing that keeps a record where the viewer came from: a static host. */
export class ServerAbsentError extends NamedError {
  override readonly name = 'ServerAbsentError'
  readonly code = 'session/server-absent'
  readonly details: { readonly path: string }

  constructor(details: ServerAbsentError['details']) {
    super('No server keeps a record here. Started with "npm start", Thunderline keeps one.')
    this.details = details
  }
}

/** The server does not do this for whoever asks. */
export class ServerRefusedError extends NamedError {
  override readonly name = 'ServerRefusedError'
  readonly code = 'session/server-refused'
  readonly details: {
    readonly operation: string
    /** 401 where it does not know who asks, 403 where it does. */
    readonly status: number
    readonly reason: string
  }

  constructor(details: ServerRefusedError['details']) {
    super(details.reason)
    this.details = details
  }
}

/** The server has said, by a code of its own, why something cannot be done. */
export class ServerFailedError extends NamedError {
  override readonly name = 'ServerFailedError'
  readonly code: string
  readonly details: { readonly operation: string; readonly status: number }

  constructor(code: string, message: string, details: ServerFailedError['details']) {
    super(message)
    this.code = code
    this.details = details
  }
}

/** An answer is not what its operation declares, so nothing of it is shown. */
export class ServerAnswerError extends NamedError {
  override readonly name = 'ServerAnswerError'
  readonly code = 'session/server-answer'
  readonly details: { readonly operation: string; readonly problem: string }

  constructor(details: ServerAnswerError['details'], options?: ErrorOptions) {
    super(
      `The server's answer to ${details.operation} is not understood: ${details.problem}. ` +
        'Reload the page if the server was replaced by another version.',
      options,
    )
    this.details = details
  }
}

/** No answer came: the server has stopped, or the network, or it took too long. */
export class ServerUnreachableError extends NamedError {
  override readonly name = 'ServerUnreachableError'
  readonly code = 'session/server-unreachable'
  readonly details: { readonly operation: string; readonly waitedMs: number }

  constructor(details: ServerUnreachableError['details'], options?: ErrorOptions) {
    super(
      `The server did not answer ${details.operation} within ${Math.round(details.waitedMs / 100) / 10} s. ` +
        'Look whether it still runs, then try again.',
      options,
    )
    this.details = details
  }
}

/** A run that cannot go to a server, or come from one. */
export class RunUnsuitableError extends NamedError {
  override readonly name = 'RunUnsuitableError'
  readonly code = 'session/run-unsuitable'
  readonly details: { readonly problem: string }

  constructor(details: RunUnsuitableError['details']) {
    super(`This run cannot pass between the page and the server: ${details.problem}.`)
    this.details = details
  }
}
