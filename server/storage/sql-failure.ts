/** From what drivers throw to errors that callers can act on. */
import { isNamedError } from '../../engine/named-error.ts'
import type { Driver } from './driver.ts'
import {
  type ConstraintKind,
  StorageConstraintError,
  StorageStatementError,
  StorageTimeoutError,
  StorageUnavailableError,
} from './errors.ts'

/** What PostgreSQL says of a failure, and what is said of it where it could not be asked. */
export interface SqlFailure {
  readonly sqlState: string | undefined
  readonly message: string
  readonly constraint: string | undefined
  readonly table: string | undefined
}

/** SQLSTATEs of integrity constraints (PostgreSQL, appendix A, class 23). */
const CONSTRAINTS: ReadonlyMap<string, ConstraintKind> = new Map([
  ['23502', 'not-null'],
  ['23503', 'foreign-key'],
  ['23505', 'unique'],
  ['23514', 'check'],
  ['23P01', 'exclusion'],
])

/** Ended by a limit of time: statement_timeout, lock_timeout, idle_in_transaction_session_timeout. */
const TIMEOUTS = new Set(['57014', '55P03', '25P03'])

/**
 * Not there: connection exceptions (08), wrong users and databases (28, 3D), too many clients (53300), starting or
 * ending (57P).
 */
const UNAVAILABLE = /^(?:08|28|3D|53300|57P)/

/** Tells whether a transaction was only in the way of others: serialization_failure, deadlock_detected. */
export function isConflict(error: unknown): boolean {
  if (!(error instanceof StorageStatementError)) return false
  return error.details.sqlState === '40001' || error.details.sqlState === '40P01'
}

/** Tells whether a session is of no more use after what it threw: it is gone, or nobody knows what it does. */
export function breaksSession(error: unknown): boolean {
  const { sqlState } = readFailure(error)
  return sqlState === undefined || UNAVAILABLE.test(sqlState) || sqlState === '25P03'
}

/**
 * The error of what a session, or the wait for one, threw.
 *
 * @param isOutcomeUnknown whether a commit was under way.
 */
export function toStorageError(
  { place, statementMs }: Driver,
  error: unknown,
  isOutcomeUnknown = false,
): Error {
  if (error instanceof StorageTimeoutError && isOutcomeUnknown) {
    return new StorageTimeoutError({ ...error.details, isOutcomeUnknown }, { cause: error })
  }
  if (error instanceof StorageUnavailableError && isOutcomeUnknown) {
    return new StorageUnavailableError({ ...error.details, isOutcomeUnknown }, { cause: error })
  }
  if (isNamedError(error)) return error
  const options = { cause: error }
  const { sqlState, message, constraint, table } = readFailure(error)
  if (sqlState === undefined || UNAVAILABLE.test(sqlState)) {
    const reason = message.replace(/\.$/, '')
    return new StorageUnavailableError({ place, reason, isOutcomeUnknown }, options)
  }
  if (TIMEOUTS.has(sqlState)) {
    return new StorageTimeoutError(
      { place, limitMs: statementMs, isOutcomeUnknown: false },
      options,
    )
  }
  const kind = CONSTRAINTS.get(sqlState)
  if (kind !== undefined) return new StorageConstraintError({ kind, constraint, table }, options)
  return new StorageStatementError({ sqlState, problem: message }, options)
}

const SQL_STATE = /^[0-9A-Z]{5}$/

function readFailure(error: unknown): SqlFailure {
  const { code, message, constraint, table, severity, errors } = (error ?? {}) as Readonly<
    Record<string, unknown>
  >
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
  // Node's own codes (EPIPE) may look like SQLSTATEs, and have no severity.
  const isSql = severity !== undefined && SQL_STATE.test(textOf(code) ?? '')
  // Several addresses that were tried: the message of the whole is empty.
  const first = Array.isArray(errors) ? textOf((errors[0] as Error | undefined)?.message) : ''
  return {
    sqlState: isSql ? textOf(code) : undefined,
    message: textOf(message) || first || 'it gives no reason',
    constraint: textOf(constraint),
    table: textOf(table),
  }
}
