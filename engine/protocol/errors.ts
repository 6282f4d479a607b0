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
