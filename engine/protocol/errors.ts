/** Errors of what crosses a thread or a network. */
import { NamedError } from '../named-error.ts'

/** Bytes are no picture of a run, or a picture is none that can be sent. */
export class LiveFrameError extends NamedError {
  override readonly name = 'LiveFrameError'
  readonly code = 'protocol/live-frame'
  readonly details: { readonly problem: string }

  constructor(details: LiveFrameError['details']) {
    super(`This is no picture of a run: ${details.problem}.`)
    this.details = details
  }
}

/** What came over a socket is no message. */
export class LiveMessageError extends NamedError {
  override readonly name = 'LiveMessageError'
  readonly code = 'protocol/live-message'
  readonly details: { readonly problem: string }

  constructor(details: LiveMessageError['details']) {
    super(`This is no message of a live view: ${details.problem}.`)
    this.details = details
  }
}
