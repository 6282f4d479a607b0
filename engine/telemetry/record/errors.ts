/** Errors of events that go on record. */
import { NamedError } from '../../named-error.ts'

/** An event is of no kind that is written down, or not as its kind is. */
export class RecordRefusedError extends NamedError {
  override readonly name = 'RecordRefusedError'
  readonly code = 'telemetry/record'
  readonly details: { readonly event: string; readonly faults: readonly string[] }

  constructor(details: RecordRefusedError['details']) {
    const { event, faults } = details
    super(`${event === '' ? 'The event' : event} does not go on record: ${faults.join('; ')}.`)
    this.details = details
  }
}
