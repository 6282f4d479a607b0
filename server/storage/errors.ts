/** Errors of the storage room. None of them has a password: places are named without. */
import { NamedError } from '../../engine/named-error.ts'

/** A database cannot be reached, or has gone away. */
export class StorageUnavailableError extends NamedError {
  override readonly name = 'StorageUnavailableError'
  readonly code = 'storage/unavailable'
  readonly details: {
    readonly place: string
    readonly reason: string
    /** Whether it was lost while a transaction was being committed, which may have happened or not. */
    readonly isOutcomeUnknown: boolean
  }

  constructor(details: StorageUnavailableError['details'], options?: ErrorOptions) {
    const unknown = details.isOutcomeUnknown ? ' What was being committed may be there or not.' : ''
    super(`The database ${details.place} is not available: ${details.reason}.${unknown}`, options)
    this.details = details
  }
}

/** What was to be written breaks a rule of its table. */
export class StorageConstraintError extends NamedError {
  override readonly name = 'StorageConstraintError'
  readonly code = 'storage/constraint'
  readonly details: {
    readonly kind: ConstraintKind
    /** Its name; undefined where it has none, as the ban on nulls. */
    readonly constraint: string | undefined
    readonly table: string | undefined
  }

  constructor(details: StorageConstraintError['details'], options?: ErrorOptions) {
    const { kind, constraint, table } = details
    const named = constraint === undefined ? '' : ` ${constraint}`
    super(`The table ${table ?? '(unnamed)'} refuses a row: ${kind} constraint${named}.`, options)
    this.details = details
  }
}

export type ConstraintKind = 'unique' | 'foreign-key' | 'check' | 'not-null' | 'exclusion'

/** A statement, or a wait for a connection or a lock, took too long and was ended. */
export class StorageTimeoutError extends NamedError {
  override readonly name = 'StorageTimeoutError'
  readonly code = 'storage/timeout'
  readonly details: {
    readonly place: string
    readonly limitMs: number
    readonly isOutcomeUnknown: boolean
  }

  constructor(details: StorageTimeoutError['details'], options?: ErrorOptions) {
    super(`The database ${details.place} did not answer within ${details.limitMs} ms.`, options)
    this.details = details
  }
}

/** A transaction was in the way of others each time that it was tried. */
export class StorageConflictError extends NamedError {
  override readonly name = 'StorageConflictError'
  readonly code = 'storage/conflict'
  readonly details: { readonly place: string; readonly tries: number }

  constructor(details: StorageConflictError['details'], options?: ErrorOptions) {
    super(
      `A transaction in ${details.place} conflicted with others ${details.tries} times. Try again later.`,
      options,
    )
    this.details = details
  }
}

/** The database refuses a statement for any other reason. */
export class StorageStatementError extends NamedError {
  override readonly name = 'StorageStatementError'
  readonly code = 'storage/statement'
  readonly details: {
    /** Five characters; see PostgreSQL's documentation, appendix A. */
    readonly sqlState: string
    readonly problem: string
  }

  constructor(details: StorageStatementError['details'], options?: ErrorOptions) {
    super(`The database refuses a statement (${details.sqlState}): ${details.problem}.`, options)
    this.details = details
  }
}

/** A value that cannot be given to the database, or taken from it, as it is. */
export class StorageValueError extends NamedError {
  override readonly name = 'StorageValueError'
  readonly code = 'storage/value'
  readonly details: { readonly where: string; readonly problem: string }

  constructor(details: StorageValueError['details']) {
    super(`The value of ${details.where} ${details.problem}.`)
    this.details = details
  }
}

/** The interface was used in a way that cannot work. */
export class StorageMisuseError extends NamedError {
  override readonly name = 'StorageMisuseError'
  readonly code = 'storage/misuse'
  readonly details: { readonly problem: string }

  constructor(details: StorageMisuseError['details']) {
    super(`The database is misused: ${details.problem}.`)
    this.details = details
  }
}

/** Another process has an embedded database open. */
export class StorageLockedError extends NamedError {
  override readonly name = 'StorageLockedError'
  readonly code = 'storage/locked'
  readonly details: { readonly folder: string; readonly pid: number | undefined }

  /** @param hint what else there is to say of the holder. */
  constructor(details: StorageLockedError['details'], hint = '') {
    const holder = details.pid === undefined ? 'another process' : `process ${details.pid}`
    super(`The database in ${details.folder} is in use by ${holder}. ${hint}`.trimEnd())
    this.details = details
  }
}

/** A place has no database that this program can use. */
export class StorageUnsuitableError extends NamedError {
  override readonly name = 'StorageUnsuitableError'
  readonly code = 'storage/unsuitable'
  readonly details: { readonly place: string; readonly problem: string }

  constructor(details: StorageUnsuitableError['details'], options?: ErrorOptions) {
    super(`The database ${details.place} cannot be used: ${details.problem}.`, options)
    this.details = details
  }
}

/** A database is being made anew, or cannot be while servers use it. */
export class StorageInUseError extends NamedError {
  override readonly name = 'StorageInUseError'
  readonly code = 'storage/in-use'
  readonly details: { readonly place: string; readonly by: 'servers' | 'rebuild' }

  constructor(details: StorageInUseError['details']) {
    const { place, by } = details
    super(
      by === 'servers'
        ? `The database ${place} is in use by servers. Stop them first.`
        : `The database ${place} is being made anew from the ledger. Try again when that is done.`,
    )
    this.details = details
  }
}
