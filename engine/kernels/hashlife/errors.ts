/** Errors of the HashLife kernel. Each carries the values that made it happen. */
import { NamedError } from '../../named-error.ts'

/** Whoever asked for an advance wants it no more; it never leaves this room. */
export class AdvanceOverError extends NamedError {
  override readonly name = 'AdvanceOverError'
  readonly code = 'kernel/advance-over'
  readonly details = {}

  constructor() {
    super('The advance was broken off because nobody waits for it any more.')
  }
}

/** A place or a time lies beyond the whole numbers that are exact, 2^53. */
export class PlaneRangeError extends NamedError {
  override readonly name = 'PlaneRangeError'
  readonly code = 'kernel/plane-range'
  readonly details: {
    /** What is out of range, as in "the right edge of the pattern". */
    readonly what: string
    /** Its decimal value, or about where it is. */
    readonly found: string
  }

  constructor(details: PlaneRangeError['details']) {
    super(
      `${details.what[0]?.toUpperCase()}${details.what.slice(1)} is ${details.found}; numbers are ` +
        'exact only from -2^53 to 2^53.',
    )
    this.details = details
  }
}
