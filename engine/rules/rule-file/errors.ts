/** What can be wrong with a rule file. */
import { NamedError } from '../../named-error.ts'

/** A rule file that cannot be read: something stands where something else is wanted. */
export class RuleFileError extends NamedError {
  override readonly name = 'RuleFileError'
  readonly code = 'rules/rule-file'
  readonly details: {
    /** From 1. */
    readonly line: number
    /** From 1. */
    readonly column: number
    readonly reason: string
  }

  constructor(details: RuleFileError['details'], sourceLine: string) {
    const { line, column, reason } = details
    const from = Math.max(0, column - 41)
    const shown = sourceLine.slice(from, from + 80).replace(/[^\x20-\x7e]/g, ' ')
    super(
      `This rule file cannot be read: line ${line}, column ${column}: ${reason}.\n` +
        `  ${shown}\n  ${' '.repeat(column - 1 - from)}^`,
    )
    this.details = details
  }
}

/** A rule file that is well written but asks for more than is worked through. */
export class RuleFileSizeError extends NamedError {
  override readonly name = 'RuleFileSizeError'
  readonly code = 'rules/rule-file-size'
  readonly details: { readonly what: string; readonly max: number }

  constructor(details: RuleFileSizeError['details']) {
    super(`This rule file is too large: it has more than ${details.max} ${details.what}.`)
    this.details = details
  }
}
