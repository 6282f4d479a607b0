/** Where a backup reads a record: a folder, or a PostgreSQL with a folder beside it. */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { FolderScenarios, type ScenarioStore, TableScenarios } from '../jobs/scenario-store.ts'
import type { AuditReport } from '../ledger/audit.ts'
import { LedgerFolderError } from '../ledger/errors.ts'
import { copyLedger } from '../ledger/files/backup-ledger.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { findLockHolder } from '../ledger/files/folder-lock.ts'
import { isLedgerFolder, nameLedgerFolder } from '../ledger/files/ledger-folder.ts'
import { openKeyFolder } from '../ledger/key-folder.ts'
import { exportSqlLedger } from '../ledger/sql/export-sql-ledger.ts'
import { SqlLedger } from '../ledger/sql/sql-ledger.ts'
import { StorageLockedError } from '../storage/errors.ts'
import { openDatabase } from '../storage/open-database.ts'
import { askServer } from './ask-server.ts'
import { copyFileDurably } from './backup-folder.ts'
import { writeVerdicts } from './verdict-lines.ts'

/** Where a record is: its folder, and the PostgreSQL of its tables where it has one. */
export interface RecordAddress {
  readonly dataFolder: string
  readonly databaseUrl: string | undefined
}

export interface RecordSource {
  readonly scenarios: ScenarioStore
  /** Signs what is on record at present, and copies it to a folder that is not there; gives the audit of the copy. */
  copyLedger(to: string): Promise<AuditReport>
  /** Writes the verdicts that are kept to a file. */
  writeVerdicts(path: string): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a record to read it, also while servers are there.
 *
 * @throws {LedgerFolderError} where there is none.
 * @throws {StorageUnavailableError | StorageUnsuitableError} where its database cannot be read.
 */
export async function openRecordSource(address: RecordAddress): Promise<RecordSource> {
  const { dataFolder, databaseUrl } = address
  return databaseUrl === undefined
    ? await openFolder(dataFolder)
    : await openTables(dataFolder, databaseUrl)
}

async function openFolder(dataFolder: string): Promise<RecordSource> {
  const path = join(dataFolder, 'ledger')
  const folder = nameLedgerFolder(path)
  if (!(await isLedgerFolder(folder))) {
    throw new LedgerFolderError({ folder: path, problem: 'there is none' })
  }
  return {
    scenarios: new FolderScenarios(join(dataFolder, 'scenarios')),
    async copyLedger(to) {
      // What was acknowledged before a kill no checkpoint may cover: opening it, and closing, signs one.
      if (findLockHolder(folder) === undefined) {
        await (await FileLedger.open({ folder: path })).close()
      } else await askServer(dataFolder, 'checkpoint')
      return await copyLedger(path, to)
    },
    writeVerdicts: (to) => writeEmbedded(dataFolder, to),
    async close() {},
  }
}

async function writeEmbedded(dataFolder: string, to: string): Promise<void> {
  const folder = join(dataFolder, 'database')
  // Where there is none yet, none is made.
  if (!(await isThere(folder))) return
  try {
    const database = await openDatabase({ kind: 'embedded', folder }, { isAsFound: true })
    await writeVerdicts(database, to).finally(() => database.close())
  } catch (error) {
    if (!(error instanceof StorageLockedError)) throw error
    await askServer(dataFolder, 'verdicts', (path) => copyFileDurably(path, to))
  }
}

async function openTables(dataFolder: string, url: string): Promise<RecordSource> {
  const keyFolder = join(dataFolder, 'ledger-key')
  if (!(await isThere(keyFolder))) {
    const problem = 'there is no key of a ledger: it is not the folder of these servers'
    throw new LedgerFolderError({ folder: keyFolder, problem })
  }
  const database = await openDatabase({ kind: 'server', url }, { isAsFound: true, connections: 2 })
  return {
    scenarios: new TableScenarios(database),
    async copyLedger(to) {
      const ledger = await SqlLedger.open({ database, signer: await openKeyFolder(keyFolder) })
      await ledger.close()
      return await exportSqlLedger(database, database.place, keyFolder, to)
    },
    writeVerdicts: (to) => writeVerdicts(database, to),
    close: () => database.close(),
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
