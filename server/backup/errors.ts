/** Errors of backups. */
import { NamedError } from '../../engine/named-error.ts'

/** Where a backup or a record is to be put there is something already. */
export class BackupTargetError extends NamedError {
  override readonly name = 'BackupTargetError'
  readonly code = 'backup/target'
  readonly details: { readonly place: string; readonly problem: string }

  constructor(details: BackupTargetError['details']) {
    super(`Nothing is put into ${details.place}: ${details.problem}.`)
    this.details = details
  }
}

/** A backup is not what was backed up. */
export class BackupDamagedError extends NamedError {
  override readonly name = 'BackupDamagedError'
  readonly code = 'backup/damaged'
  readonly details: { readonly folder: string; readonly file: string; readonly problem: string }

  constructor(details: BackupDamagedError['details'], options?: ErrorOptions) {
    super(
      `The backup ${details.folder} is not restored: in it ${details.file} is damaged (${details.problem}).`,
      options,
    )
    this.details = details
  }
}

/** What is on record is not there to be backed up. */
export class BackupIncompleteError extends NamedError {
  override readonly name = 'BackupIncompleteError'
  readonly code = 'backup/incomplete'
  readonly details: { readonly faults: readonly string[] }

  constructor(details: BackupIncompleteError['details']) {
    const { faults } = details
    const more = faults.length > 10 ? `, and ${faults.length - 10} more` : ''
    super(
      `What is on record is not all there: ${faults.slice(0, 10).join(', ')}${more}. A copy without it is made with --without-missing.`,
    )
    this.details = details
  }
}

/** The server that has the folder did not do its part. */
export class BackupUnansweredError extends NamedError {
  override readonly name = 'BackupUnansweredError'
  readonly code = 'backup/unanswered'
  readonly details: { readonly folder: string; readonly problem: string }

  constructor(details: BackupUnansweredError['details'], options?: ErrorOptions) {
    super(`The process that has ${details.folder} open ${details.problem}.`, options)
    this.details = details
  }
}
