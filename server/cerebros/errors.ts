/** Errors of searches on the server. */
import { NamedError } from '../../engine/named-error.ts'

/** A study would start programs of this machine, which only its owner at the command line may. */
export class ProgramsRefusedError extends NamedError {
  override readonly name = 'ProgramsRefusedError'
  readonly code = 'cerebros/programs'
  readonly status = 400
  readonly details: { readonly study: string }

  constructor(details: ProgramsRefusedError['details']) {
    super(`The study ${JSON.stringify(details.study)} starts programs, which no server does.`)
    this.details = details
  }
}
