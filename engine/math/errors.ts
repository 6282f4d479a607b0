/** Errors the mathematics can raise. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** A seed is not a decimal u64. */
export class SeedError extends NamedError {
  override readonly name = 'SeedError'
  readonly code = 'math/seed'
  readonly details: { readonly seed: string; readonly maxSeed: string }

  constructor(details: SeedError['details']) {
    super(
      `A seed is a whole number from 0 to ${details.maxSeed} in decimal digits, without sign or ` +
        `leading zeros, not ${JSON.stringify(details.seed)}.`,
    )
    this.details = details
  }
}
