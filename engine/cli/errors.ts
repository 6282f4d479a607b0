/** Errors of the command line itself. */
import { NamedError } from '../named-error.ts'

/** The words after `thunderline` are off. */
export class UsageError extends NamedError {
  override readonly name = 'UsageError'
  readonly code = 'cli/usage'
  readonly details: { readonly command: string; readonly problem: string }

  constructor(details: UsageError['details']) {
    super(`${details.problem} (see thunderline ${details.command} --help)`.replace(/ {2,}/g, ' '))
    this.details = details
  }
}
