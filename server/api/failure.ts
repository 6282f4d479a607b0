/** What a caller is told of something that went wrong, whatever surface they asked on. */
import { isNamedError } from '../../engine/named-error.ts'
import { TooManyRequestsError } from './errors.ts'

export interface Failure {
  /** Of HTTP. */
  readonly status: number
  /** Stable: `api/denied`. */
  readonly code: string
  readonly message: string
  readonly details?: object
  /** After how long it may be tried again; undefined where that says nothing. */
  readonly retryAfterSeconds?: number
}

const BUSY_SECONDS = 1
const DOWN_SECONDS = 30

/**
 * Errors of other rooms that are nobody's defect. Their own words name folders and hosts: those are for the log, and
 * callers are told these.
 */
const UNAVAILABLE: Readonly<Record<string, readonly [message: string, seconds: number]>> = {
  'ledger/busy': ['The ledger is busy.', BUSY_SECONDS],
  'ledger/write': ['The ledger could not be written.', DOWN_SECONDS],
  'ledger/read': ['The ledger could not be read.', DOWN_SECONDS],
  'ledger/closed': ['The ledger takes no entries until it is opened anew.', DOWN_SECONDS],
  'bridge/busy': ['As many calls are under way across the bridge as may be.', BUSY_SECONDS],
  'bridge/timeout': ['The external Cerebros did not answer in time.', BUSY_SECONDS],
  'bridge/unreachable': ['The external Cerebros cannot be reached.', DOWN_SECONDS],
  'bridge/closed': ['The bridge ends.', DOWN_SECONDS],
  'storage/unavailable': ['The database is not available.', DOWN_SECONDS],
  'storage/timeout': ['The database did not answer in time.', BUSY_SECONDS],
  'storage/conflict': ['Others were in the way each time.', BUSY_SECONDS],
}

/** Errors of pure rooms, which know nothing of HTTP, that whoever asked has brought about. */
const REFUSED: Readonly<Record<string, number>> = {
  'protocol/live-message': 400,
  'telemetry/pattern': 400,
}

const UNSEEN: Failure = { status: 500, code: 'api/internal', message: 'The server failed.' }

/** Describes what was thrown; a status of 500 is a defect, whose error is for the log alone. */
export function describeFailure(error: unknown): Failure {
  if (!isNamedError(error)) return UNSEEN
  const { code, message, details } = error
  if (error instanceof TooManyRequestsError) {
    const retryAfterSeconds = Math.max(1, Math.ceil(error.details.retryAfterMs / 1000))
    return { status: error.status, code, message, details, retryAfterSeconds }
  }
  const status = (error as { status?: unknown }).status ?? REFUSED[code]
  if (typeof status === 'number') return { status, code, message, details }
  const known = UNAVAILABLE[code]
  if (known === undefined) return UNSEEN
  const [said, retryAfterSeconds] = known
  return { status: 503, code, message: said, retryAfterSeconds }
}
