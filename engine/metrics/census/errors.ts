/** Errors of a census. */
import { NamedError } from '../../named-error.ts'

/** A census cannot be taken of this rule or with these options. */
export class CensusError extends NamedError {
  override readonly name = 'CensusError'
  readonly code = 'metrics/census'
  readonly details: {
    readonly found: string
    /** What is wanted, a sentence without its full stop. */
    readonly wanted: string
  }

  constructor(details: CensusError['details']) {
    super(`No census can be taken of ${details.found}: ${details.wanted}.`)
    this.details = details
  }
}
