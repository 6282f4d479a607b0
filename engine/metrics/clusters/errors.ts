/** Errors of the search for clusters. */
import { NamedError } from '../../named-error.ts'

/** Clusters cannot be looked for: the connectivity does not fit the world, or there is too much of it. */
export class ClusterError extends NamedError {
  override readonly name = 'ClusterError'
  readonly code = 'metrics/clusters'
  readonly details: {
    readonly found: string
    /** What is wanted, a sentence without its full stop. */
    readonly wanted: string
  }

  constructor(details: ClusterError['details']) {
    super(`Clusters cannot be found in ${details.found}: ${details.wanted}.`)
    this.details = details
  }
}
