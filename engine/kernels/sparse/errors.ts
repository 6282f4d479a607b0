/** Errors of the sparse kernel. Each carries the values that made it happen. */
import { NamedError } from '../../named-error.ts'

/** A site of a world without an end lies beyond the coordinates there are, or a tick does. */
export class SparseRangeError extends NamedError {
  override readonly name = 'SparseRangeError'
  readonly code = 'kernel/sparse-range'
  readonly details: {
    /** What is out of range, as in "the world at tick 5". */
    readonly what: string
    /** What is found, as in "reaches beyond -2^31 to 2^31 - 1". */
    readonly found: string
  }

  constructor(details: SparseRangeError['details']) {
    const { what, found } = details
    super(
      `${what[0]?.toUpperCase()}${what.slice(1)} ${found}; sites have coordinates from -2^31 to ` +
        '2^31 - 1, and ticks are whole numbers from 0 to 2^53 - 1.',
    )
    this.details = details
  }
}
