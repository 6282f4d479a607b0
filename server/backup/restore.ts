/**
 * Makes a record of a backup, in a folder, or in a PostgreSQL with a folder beside it, whatever it was kept in before.
 * The backup is read whole before, and what is made has its name when all of it is there.
 */
import { join, resolve } from 'node:path'
import { formatVerifierKey } from '../../engine/ledger/signed-note.ts'
import { nameBlob } from '../artifacts/blob-names.ts'
import { FolderScenarios } from '../jobs/scenario-store.ts'
import { UncleanLedgerError } from '../ledger/errors.ts'
import { auditLedgerFolder } from '../ledger/files/audit-folder.ts'
import { copyLedger } from '../ledger/files/backup-ledger.ts'
import { nameLedgerFolder, readLedgerFolder } from '../ledger/files/ledger-folder.ts'
import { importSqlLedger } from '../ledger/sql/import-sql-ledger.ts'
import { isUntouched } from '../storage/backup-tables.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { readLedgerHead } from '../storage/ledger-tables.ts'
import { openDatabase } from '../storage/open-database.ts'
import { bePresent } from '../storage/presence.ts'
import { insertScenario } from '../storage/scenario-tables.ts'
import { fillPlace } from '../storage/unfinished-folder.ts'
import {
  assertFree,
  BACKUP_MAKING,
  type BackupFolder,
  copyFileDurably,
  makeFolder,
  nameBackupFolder,
  syncFolders,
} from './backup-folder.ts'
import { checkSizes } from './check-sizes.ts'
import { copyArtifacts } from './copy-contents.ts'
import { BackupDamagedError, BackupTargetError } from './errors.ts'
import { type BackupFacts, readFacts } from './facts.ts'
import { type References, readReferences } from './read-references.ts'
import type { RecordAddress } from './record-source.ts'
import { checkSums } from './sums.ts'
import { readVerdicts } from './verdict-lines.ts'

/** A backup that was read whole. */
interface CheckedBackup {
  readonly folder: BackupFolder
  readonly facts: BackupFacts
  /** What it has of what its ledger refers to. */
  readonly references: References
  readonly hasToken: boolean
}

/**
 * Restores a backup into a folder that is not there yet or is empty, and where the address names a PostgreSQL, into its
 * tables, which must be untouched, or have all of this backup already.
 *
 * @throws {BackupDamagedError} where the backup is not what was backed up; it names the file.
 * @throws {UncleanLedgerError} where its ledger is not what was signed.
 * @throws {BackupTargetError} where something is there already, or another process makes something there.
 * @throws {StorageInUseError} while servers use the tables.
 */
export async function restore(from: string, address: RecordAddress): Promise<BackupFacts> {
  const target = resolve(address.dataFolder)
  await assertFree(target)
  const backup = await readBackup(nameBackupFolder(resolve(from)))
  return await fillPlace(target, BACKUP_MAKING, async (unfinished) => {
    const artifacts = join(unfinished, 'artifacts')
    const faults = await copyArtifacts(
      backup.folder.artifacts,
      artifacts,
      backup.references.artifacts,
    )
    for (const [file, problem] of faults) {
      throw new BackupDamagedError({ folder: backup.folder.path, file, problem })
    }
    if (backup.hasToken) await copyFileDurably(backup.folder.token, join(unfinished, 'token'))
    if (address.databaseUrl === undefined) await fillFolder(backup, unfinished)
    else await fillTables(backup, unfinished, address.databaseUrl)
    await syncFolders(unfinished)
    return backup.facts
  })
}

/**
 * Reads a backup whole, and changes nothing.
 *
 * @throws {BackupDamagedError | UncleanLedgerError} where it is not what was backed up.
 */
export async function checkBackup(from: string): Promise<BackupFacts> {
  return (await readBackup(nameBackupFolder(resolve(from)))).facts
}

async function readBackup(folder: BackupFolder): Promise<CheckedBackup> {
  const files = await checkSums(folder)
  const fail = (file: string, problem: string) =>
    new BackupDamagedError({ folder: folder.path, file, problem })
  for (const file of ['backup.json', 'verdicts.jsonl', 'ledger/format']) {
    if (!files.has(file)) throw fail('SHA256SUMS', `${file} is not in it`)
  }
  await checkSizes(folder, files)
  const facts = await readFacts(folder)
  const { isClean, entries, root, faults } = await auditLedgerFolder({ folder: folder.ledger })
  if (!isClean) {
    const [first] = faults
    const fault = `${first?.seq === undefined ? '' : `entry ${first.seq}: `}${first?.problem}`
    throw new UncleanLedgerError({ folder: folder.ledger, fault })
  }
  if (entries !== facts.entries || root !== facts.root) {
    throw fail(
      'ledger',
      `it has ${entries} entries with the root ${root}, not those of backup.json`,
    )
  }
  const references = await readReferences(folder.ledger)
  const isLeftOut = (name: string) => facts.left_out.some((text) => text.startsWith(name))
  for (const sha256 of references.artifacts.keys()) {
    const { path } = nameBlob('artifacts', sha256)
    if (!files.has(path) && !isLeftOut(`artifact ${sha256}`)) throw fail(path, 'it is not there')
  }
  for (const sha256 of references.scenarios) {
    const path = `scenarios/${sha256}.json`
    if (!files.has(path) && !isLeftOut(`scenario ${sha256}`)) throw fail(path, 'it is not there')
  }
  const isHere = (path: string) => files.has(path)
  return {
    ...{ folder, facts, hasToken: files.has('token') },
    references: {
      artifacts: new Map(
        [...references.artifacts].filter(([each]) => isHere(nameBlob('artifacts', each).path)),
      ),
      scenarios: new Set(
        [...references.scenarios].filter((each) => isHere(`scenarios/${each}.json`)),
      ),
    },
  }
}

async function fillFolder(backup: CheckedBackup, to: string): Promise<void> {
  const { folder } = backup
  await copyLedger(folder.ledger, join(to, 'ledger'))
  const scenarios = new FolderScenarios(join(to, 'scenarios'))
  await putScenarios(backup, async (_, text) => void (await scenarios.put(text)))
  if (backup.facts.verdicts === 0) return
  const database = await openDatabase({ kind: 'embedded', folder: join(to, 'database') })
  try {
    await database.transaction((transaction) => putVerdicts(transaction, backup))
  } finally {
    await database.close()
  }
}

async function fillTables(backup: CheckedBackup, to: string, url: string): Promise<void> {
  const keys = nameLedgerFolder(join(to, 'ledger-key'))
  const source = nameLedgerFolder(backup.folder.ledger)
  const presence = await bePresent(url, 'rebuild')
  try {
    const database = await openDatabase({ kind: 'server', url }, { connections: 2 })
    try {
      if (!(await isThereAlready(backup, database))) {
        await database.transaction(async (transaction) => {
          await importSqlLedger(transaction, backup.folder.ledger)
          await putScenarios(backup, async (sha256, content) => {
            await insertScenario(transaction, { sha256, content })
          })
          await putVerdicts(transaction, backup)
        })
      }
    } finally {
      await database.close()
    }
    await makeFolder(keys.path)
    await copyFileDurably(source.privateKey, keys.privateKey)
    await copyFileDurably(source.publicKey, keys.publicKey)
  } finally {
    await presence.end()
  }
}

/** The tables are filled in one transaction: a restore that was killed behind it has done all of that. */
async function isThereAlready(backup: CheckedBackup, database: Database): Promise<boolean> {
  if (await isUntouched(database)) return false
  const head = await readLedgerHead(database)
  const key = await readLedgerFolder(nameLedgerFolder(backup.folder.ledger))
  const isSame = head?.verifierKey === formatVerifierKey(key) && head.size === backup.facts.entries
  if (isSame) return true
  throw new BackupTargetError({ place: database.place, problem: 'a server has used it already' })
}

async function putScenarios(
  { folder, references }: CheckedBackup,
  put: (sha256: string, text: string) => Promise<void>,
): Promise<void> {
  const from = new FolderScenarios(folder.scenarios)
  for (const sha256 of references.scenarios) {
    const text = await from.get(sha256)
    if (text === undefined) {
      const details = { file: `scenarios/${sha256}.json`, problem: 'it is not there' }
      throw new BackupDamagedError({ folder: folder.path, ...details })
    }
    await put(sha256, text)
  }
}

async function putVerdicts(transaction: Transaction, { folder, facts }: CheckedBackup) {
  const fail = (problem: string) =>
    new BackupDamagedError({ folder: folder.path, file: 'verdicts.jsonl', problem })
  const found = await readVerdicts(transaction, folder.verdicts, fail)
  if (found === facts.verdicts) return
  throw fail(`it has ${found} lines, and ${facts.verdicts} were written`)
}
