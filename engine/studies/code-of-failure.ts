/** What is thrown while a trial is made: whether it is the trial's own, and its code. */
import { isNamedError } from '../named-error.ts'
import { StudyStoppedError, TrialLostError } from './errors.ts'

/** Whether it fails the trial; all else is thrown on, and tells of defects, of machines, and of the end of the study. */
export function isOfTrial(error: unknown): error is Parameters<typeof codeOfFailure>[0] & Error {
  const isOfOthers = error instanceof StudyStoppedError || error instanceof TrialLostError
  return isNamedError(error) && !isOfOthers
}

/** Of an error of a thread the code of what was thrown there; of others their own. */
export function codeOfFailure({
  code,
  details,
}: {
  readonly code: string
  readonly details: object
}): string {
  return 'code' in details && typeof details.code === 'string' ? details.code : code
}
