/** What can be wrong with a rule written as a function. */
import { NamedError } from '../../named-error.ts'

/** A function that is no rule: something in it cannot be compiled. */
export class ScriptError extends NamedError {
  override readonly name = 'ScriptError'
  readonly code = 'rules/script'
  readonly details: {
    /** From 1. */
    readonly line: number
    /** From 1. */
    readonly column: number
    readonly reason: string
  }

  constructor(details: ScriptError['details'], sourceLine: string) {
    const { line, column, reason } = details
    const from = Math.max(0, column - 41)
    const shown = sourceLine.slice(from, from + 80).replace(/[^\x20-\x7e]/g, ' ')
    super(
      `This function is no rule: line ${line}, column ${column}: ${reason}.\n` +
        `  ${shown}\n  ${' '.repeat(column - 1 - from)}^`,
    )
    this.details = details
  }
}
