/** A trial whose thread ended without a result, where it can be made again. */
import { TrialLostError } from '../studies/errors.ts'
import { TaskEndedError } from './errors.ts'

/** Throws what a pool has thrown, or that the trial was lost where the thread has ended. */
export function throwLost(error: unknown): never {
  if (!(error instanceof TaskEndedError)) throw error
  throw new TrialLostError({ reason: error.details.reason }, { cause: error })
}
