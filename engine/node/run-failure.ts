/** Tells failures of a run, which every attempt would meet, from those of the machine or of this program. */
import { isNamedError } from '../named-error.ts'
import { describeFailure } from '../protocol/failure.ts'
import type { RunThreadNews } from './run-messages.ts'

/** Named, but of a thread or a device that another attempt need not lose. */
const FAULTS_OF_MACHINES: ReadonlySet<string> = new Set([
  'kernel/thread-failed',
  'kernel/device-lost',
  'kernel/device-memory',
])

/** What is told of a run that has thrown something. */
export function describeRunFailure(
  error: unknown,
): Extract<RunThreadNews, { readonly kind: 'failed' }> {
  const isOfRun = isNamedError(error) && !FAULTS_OF_MACHINES.has(error.code)
  return { kind: 'failed', failure: describeFailure(error), isDefect: !isOfRun }
}
