/** Errors of classifying a rule. */
import { NamedError } from '../../named-error.ts'

/** What was asked for is out of range, or more work than is done in one go. */
export class ClassifyError extends NamedError {
  override readonly name = 'ClassifyError'
  readonly code = 'qa/classify'
  readonly details: {
    readonly option: string
    readonly value: number | string
    readonly wanted: string
  }

  constructor(details: ClassifyError['details']) {
    super(`The ${details.option} of an ensemble must be ${details.wanted}, not ${details.value}.`)
    this.details = details
  }
}
