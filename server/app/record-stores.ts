/** What a record is kept in: a folder, or a database that several servers share with a folder for its key. */
import { join, resolve } from 'node:path'
import type { ServerConfig } from '../config/server-config.ts'
import type { AuditReport } from '../ledger/audit.ts'
import { auditInThread } from '../ledger/files/audit-thread.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { openKeyFolder } from '../ledger/key-folder.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Signer } from '../ledger/signer.ts'
import { auditSqlLedger } from '../ledger/sql/audit-sql-ledger.ts'
import { SqlLedger } from '../ledger/sql/sql-ledger.ts'
import type { Database } from '../storage/database.ts'
import { openDatabase } from '../storage/open-database.ts'
import { bePresent } from '../storage/presence.ts'

export type RecordPlace = Pick<ServerConfig, 'dataFolder' | 'databaseUrl'>

/** The ledger and the database, open. */
export interface RecordStores {
  readonly ledger: Ledger
  readonly database: Database
  /** Signs what the ledger signs. */
  readonly signer: Signer
  audit(signal: AbortSignal): Promise<AuditReport>
  close(): Promise<void>
}

type OnProblem = (problem: unknown) => void

/**
 * Opens what a record is kept in; the caller closes it.
 *
 * @param as a `server`, of which a database may have several, or a `rebuild`, which is alone.
 * @throws {LedgerLockedError | LedgerDamagedError | LedgerFolderError} where the ledger cannot be used.
 * @throws {StorageLockedError | StorageInUseError | StorageUnavailableError | StorageUnsuitableError} where the
 *   database cannot.
 */
export async function openRecordStores(
  { dataFolder, databaseUrl }: RecordPlace,
  as: 'server' | 'rebuild',
  onProblem: OnProblem,
): Promise<RecordStores> {
  const folder = resolve(dataFolder)
  return databaseUrl === undefined
    ? await openInFolder(folder, onProblem)
    : await openInDatabase(folder, databaseUrl, as, onProblem)
}

/** A folder has one process at a time, whatever it does there. */
async function openInFolder(folder: string, onProblem: OnProblem): Promise<RecordStores> {
  const path = join(folder, 'ledger')
  const ledger = await FileLedger.open({ folder: path, onProblem })
  try {
    const database = await openDatabase({ kind: 'embedded', folder: join(folder, 'database') })
    // The key is there since the ledger is.
    const signer = await openKeyFolder(path)
    return {
      ...{ ledger, database, signer },
      audit: (signal) => auditInThread(path, signal),
      async close() {
        await ledger.close()
        await database.close()
      },
    }
  } catch (error) {
    await ledger.close()
    throw error
  }
}

/** Several servers may share the database; they share the key too, by their folders. */
async function openInDatabase(
  folder: string,
  url: string,
  as: 'server' | 'rebuild',
  onProblem: OnProblem,
): Promise<RecordStores> {
  const signer = await openKeyFolder(join(folder, 'ledger-key'))
  const presence = await bePresent(url, as, onProblem)
  let database: Database | undefined
  try {
    database = await openDatabase({ kind: 'server', url })
    const opened = database
    const ledger = await SqlLedger.open({ database, signer, onProblem })
    return {
      ...{ ledger, database, signer },
      audit: (signal) => auditSqlLedger({ database: opened, signal }),
      async close() {
        // The ledger signs its last checkpoint in the database.
        await ledger.close()
        await opened.close()
        await presence.end()
      },
    }
  } catch (error) {
    await database?.close()
    await presence.end()
    throw error
  }
}
