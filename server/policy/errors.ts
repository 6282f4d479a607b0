/** Errors of the room of policies. */
import { NamedError } from '../../engine/named-error.ts'

/** Verdicts of a stretch are not in the table yet, so its head does not go on record. */
export class VerdictsUnkeptError extends NamedError {
  override readonly name = 'VerdictsUnkeptError'
  readonly code = 'policy/verdicts-unkept'
  readonly details: { readonly chainId: string; readonly first: number }

  constructor(details: VerdictsUnkeptError['details']) {
    super(
      `Verdicts from ${details.chainId}.${details.first} on are not kept yet, so their head is not put on record.`,
    )
    this.details = details
  }
}
