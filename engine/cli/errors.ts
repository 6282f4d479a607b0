/** Errors of the command line itself. */
import { NamedError } from '../named-error.ts'

/** The words after `thunderline` are off. */
export class UsageError extends NamedError {
  override readonly name = 'UsageError'
  readonly code = 'cli/usage'
  readonly details: { readonly command: string; readonly problem: string }

  constructor(details: UsageError['details']) {
    super(`${details.problem} (see thunderline ${details.command} --help)`.replace(/ {2,}/g, ' '))
    this.details = details
  }
}

/** A run was told to end, and did so at a tick from which it can go on. */
export class InterruptedError extends NamedError {
  override readonly name = 'InterruptedError'
  readonly code = 'cli/interrupted'
  readonly details: { readonly tick: number; readonly checkpoint: string; readonly signal: string }

  constructor(details: InterruptedError['details']) {
    const { tick, checkpoint, signal } = details
    super(
      `Ended by ${signal} at tick ${tick}, which is saved: --resume ${checkpoint} goes on from there.`,
    )
    this.details = details
  }
}
