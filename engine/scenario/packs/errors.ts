/** Errors of parameter packs. */
import { NamedError } from '../../named-error.ts'

/** A pack's file is no pack, or not the one that was meant. */
export class PackError extends NamedError {
  override readonly name = 'PackError'
  readonly code = 'scenario/pack'
  readonly details: { readonly file: string; readonly problem: string }

  constructor(details: PackError['details']) {
    super(`The pack ${JSON.stringify(details.file)} cannot be used: ${details.problem}.`)
    this.details = details
  }
}
