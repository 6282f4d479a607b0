/** One writer to a ledger's folder. */
import { ELSEWHERE, findHolder, type ProcessLock, takeLock } from '../../storage/process-lock.ts'
import { LedgerFolderError, LedgerLockedError } from '../errors.ts'
import type { LedgerFolder } from './ledger-folder.ts'

/**
 * Takes the lock of a folder.
 *
 * @throws {LedgerLockedError} while a process that is there has it, this one included.
 * @throws {LedgerFolderError} where the lock cannot be written.
 */
export function lockFolder({ path, lock }: LedgerFolder): ProcessLock {
  const outcome = tryLock(path, lock)
  if (outcome.isTaken) return outcome.lock
  const { pid } = outcome
  const hint = outcome.isElsewhere ? ELSEWHERE : ''
  if (pid !== undefined) throw new LedgerLockedError({ folder: path, pid }, hint)
  throw new LedgerFolderError({ folder: path, problem: 'its lock cannot be taken' })
}

/** Who has the lock of a folder; undefined where nobody does who is there. */
export function findLockHolder(folder: LedgerFolder): number | undefined {
  return findHolder(folder.lock)
}

function tryLock(folder: string, lock: string) {
  try {
    return takeLock(lock)
  } catch (cause) {
    throw new LedgerFolderError({ folder, problem: 'its lock cannot be written' }, { cause })
  }
}
