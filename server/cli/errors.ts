/** Errors of the server's commands. */
import { NamedError } from '../../engine/named-error.ts'

/** What stands where an event belongs is none, or not the one that it says it is. */
export class NoEventError extends NamedError {
  override readonly name = 'NoEventError'
  readonly code = 'cli/no-event'
  readonly details: { readonly problem: string }

  constructor(details: NoEventError['details']) {
    super(details.problem)
    this.details = details
  }
}

/** A line of a file cannot be taken. */
export class EventLineError extends NamedError {
  override readonly name = 'EventLineError'
  readonly code = 'cli/event-line'
  readonly details: { readonly file: string; readonly line: number; readonly problem: string }

  constructor(details: EventLineError['details'], options?: ErrorOptions) {
    const { file, line, problem } = details
    super(`${file === '-' ? 'stdin' : file}, line ${line}: ${problem}`, options)
    this.details = details
  }
}

/** No event of a ledger tells of a thing. */
export class NoLineageError extends NamedError {
  override readonly name = 'NoLineageError'
  readonly code = 'cli/no-lineage'
  readonly details: { readonly node: string; readonly folder: string }

  constructor(details: NoLineageError['details']) {
    super(`The ledger in ${details.folder} tells of no ${JSON.stringify(details.node)}.`)
    this.details = details
  }
}

/** A server has not taken what it was sent. */
export class ServerRefusedError extends NamedError {
  override readonly name = 'ServerRefusedError'
  readonly code = 'cli/server-refused'
  readonly details: { readonly server: string; readonly problem: string }

  constructor(details: ServerRefusedError['details'], options?: ErrorOptions) {
    super(`The server at ${details.server} has not taken it: ${details.problem}`, options)
    this.details = details
  }
}
