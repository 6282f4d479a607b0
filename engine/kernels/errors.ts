/** Errors a kernel can raise. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** A back end of this name is not there. */
export class KernelUnavailableError extends NamedError {
  override readonly name = 'KernelUnavailableError'
  readonly code = 'kernel/unavailable'
  readonly details: {
    readonly backend: string
    /** Tells whether the name is that of a back end that this version does not have yet. */
    readonly isPlanned: boolean
    readonly available: readonly string[]
  }

  constructor(details: KernelUnavailableError['details']) {
    const { backend, isPlanned, available } = details
    const found = isPlanned
      ? `The back end "${backend}" is not part of this version`
      : `There is no back end ${JSON.stringify(backend)}`
    super(`${found}; choose one of ${available.join(', ')}.`)
    this.details = details
  }
}

/** A back end cannot run what it is asked to. */
export class KernelUnsupportedError extends NamedError {
  override readonly name = 'KernelUnsupportedError'
  readonly code = 'kernel/unsupported'
  readonly details: {
    readonly backend: string
    readonly rule: string
    /** Why, a sentence without its full stop. */
    readonly reason: string
  }

  constructor(details: KernelUnsupportedError['details']) {
    super(`The ${details.backend} back end cannot run the rule ${details.rule}: ${details.reason}.`)
    this.details = details
  }
}

/** Cells handed to a kernel do not fit its world. */
export class CellsError extends NamedError {
  override readonly name = 'CellsError'
  readonly code = 'kernel/cells'
  readonly details: { readonly found: string; readonly wanted: string }

  constructor(details: CellsError['details']) {
    super(`The cells do not fit the world: found ${details.found}, wanted ${details.wanted}.`)
    this.details = details
  }
}
