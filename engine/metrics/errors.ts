/** Errors of the metrics. */
import { NamedError } from '../named-error.ts'

/** A metric is asked for that there is not, or with what it does not take. */
export class MetricError extends NamedError {
  override readonly name = 'MetricError'
  readonly code = 'metrics/spec'
  readonly details: { readonly spec: string; readonly known: readonly string[] }

  /** @param problem what is wrong, a clause; @param details `known` is what could stand in its place. */
  constructor(problem: string, details: MetricError['details']) {
    super(`${problem}; there is ${details.known.join(', ')}.`)
    this.details = details
  }
}
