/** Errors of the ledger. */
import { NamedError } from '../../engine/named-error.ts'

/** An event has more bytes than an entry takes. */
export class EntryTooLargeError extends NamedError {
  override readonly name = 'EntryTooLargeError'
  readonly code = 'ledger/too-large'
  readonly details: { readonly bytes: number; readonly maxBytes: number }

  constructor(details: EntryTooLargeError['details']) {
    super(`An entry has at most ${details.maxBytes} bytes, and this one has ${details.bytes}.`)
    this.details = details
  }
}

/** The key of a record is none. */
export class LedgerKeyError extends NamedError {
  override readonly name = 'LedgerKeyError'
  readonly code = 'ledger/key'
  readonly details: { readonly chars: number; readonly maxChars: number }

  constructor(details: LedgerKeyError['details']) {
    super(`A key has 1 to ${details.maxChars} letters, and this one has ${details.chars}.`)
    this.details = details
  }
}

/** More waits to be written than the ledger takes. */
export class LedgerBusyError extends NamedError {
  override readonly name = 'LedgerBusyError'
  readonly code = 'ledger/busy'
  readonly details: { readonly waiting: number; readonly waitingBytes: number }

  constructor(details: LedgerBusyError['details']) {
    super(
      `The ledger is busy: ${details.waiting} entries of ${details.waitingBytes} bytes wait to be written. Try again later.`,
    )
    this.details = details
  }
}

/** The store refused what was to be written, which is not acknowledged. */
export class LedgerWriteError extends NamedError {
  override readonly name = 'LedgerWriteError'
  readonly code = 'ledger/write'
  readonly details: {
    readonly reason: string
    /** Whether the next append may succeed; otherwise the ledger has to be opened anew. */
    readonly canGoOn: boolean
  }

  constructor(details: LedgerWriteError['details'], options?: ErrorOptions) {
    super(
      details.canGoOn
        ? `The entry was not written: ${details.reason}.`
        : `The entry was not written: ${details.reason}. The ledger takes no more until it is opened anew.`,
      options,
    )
    this.details = details
  }
}

/** The store refused to give what it holds; that says nothing of what it holds. */
export class LedgerReadError extends NamedError {
  override readonly name = 'LedgerReadError'
  readonly code = 'ledger/read'
  readonly details: { readonly reason: string }

  constructor(details: LedgerReadError['details'], options?: ErrorOptions) {
    super(`The ledger could not be read: ${details.reason}. It may be tried again.`, options)
    this.details = details
  }
}

/** The ledger was closed, or has failed before. */
export class LedgerClosedError extends NamedError {
  override readonly name = 'LedgerClosedError'
  readonly code = 'ledger/closed'
  readonly details: { readonly reason: string }

  constructor(details: LedgerClosedError['details']) {
    super(`The ledger takes no entries: ${details.reason}.`)
    this.details = details
  }
}

/** What is stored is not what was written. */
export class LedgerDamagedError extends NamedError {
  override readonly name = 'LedgerDamagedError'
  readonly code = 'ledger/damaged'
  readonly details: { readonly folder: string; readonly seq: number; readonly problem: string }

  constructor(details: LedgerDamagedError['details']) {
    super(
      `The ledger in ${details.folder} is damaged at entry ${details.seq}: ${details.problem}. ` +
        'Nothing was changed; `thunderline ledger audit` tells more, and a backup can be restored.',
    )
    this.details = details
  }
}

/** A folder is in use by another process. */
export class LedgerLockedError extends NamedError {
  override readonly name = 'LedgerLockedError'
  readonly code = 'ledger/locked'
  readonly details: { readonly folder: string; readonly pid: number }

  /** @param hint what else there is to say of the holder. */
  constructor(details: LedgerLockedError['details'], hint = '') {
    super(`The ledger in ${details.folder} is in use by process ${details.pid}. ${hint}`.trimEnd())
    this.details = details
  }
}

/** A folder holds no ledger, or one that this program does not know. */
export class LedgerFolderError extends NamedError {
  override readonly name = 'LedgerFolderError'
  readonly code = 'ledger/folder'
  readonly details: { readonly folder: string; readonly problem: string }

  constructor(details: LedgerFolderError['details'], options?: ErrorOptions) {
    super(`There is no ledger in ${details.folder}: ${details.problem}.`, options)
    this.details = details
  }
}

/** An entry that is asked for is not there. */
export class NoSuchEntryError extends NamedError {
  override readonly name = 'NoSuchEntryError'
  readonly code = 'ledger/no-entry'
  readonly details: { readonly seq: number; readonly size: number }

  constructor(details: NoSuchEntryError['details']) {
    super(`There is no entry ${details.seq}: the ledger has ${details.size}, counted from 0.`)
    this.details = details
  }
}

/** A copy was to be made of a ledger that an audit finds fault with. */
export class UncleanLedgerError extends NamedError {
  override readonly name = 'UncleanLedgerError'
  readonly code = 'ledger/unclean'
  readonly details: { readonly folder: string; readonly fault: string }

  constructor(details: UncleanLedgerError['details']) {
    super(`The ledger in ${details.folder} is not copied, as it is damaged at ${details.fault}.`)
    this.details = details
  }
}

/** An audit did not come to its end. */
export class AuditEndedError extends NamedError {
  override readonly name = 'AuditEndedError'
  readonly code = 'ledger/audit-ended'
  readonly details: { readonly folder: string; readonly problem: string }

  constructor(details: AuditEndedError['details'], options?: ErrorOptions) {
    super(`The ledger in ${details.folder} could not be audited: ${details.problem}.`, options)
    this.details = details
  }
}
