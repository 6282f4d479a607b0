/**
 * The record of a server: its ledger, its database, its event bus, and the audits of its ledger, opened together and
 * closed in the order in which they need each other.
 */
import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import type { ServerConfig } from '../config/server-config.ts'
import { ALL_PROJECTIONS } from '../events/projections/all-projections.ts'
import { RecordBus } from '../events/record-bus.ts'
import { SqlConsumerStore } from '../events/sql-consumer-store.ts'
import { openRuns, type Runs, type RunsOptions } from '../jobs/open-runs.ts'
import type { AuditReport } from '../ledger/audit.ts'
import { AuditJob } from '../ledger/audit-job.ts'
import { auditInThread } from '../ledger/files/audit-thread.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { openKeyFolder } from '../ledger/key-folder.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Signer } from '../ledger/signer.ts'
import { auditSqlLedger } from '../ledger/sql/audit-sql-ledger.ts'
import { SqlLedger } from '../ledger/sql/sql-ledger.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { openDatabase } from '../storage/open-database.ts'
import { tellOfAudits } from './audit-record.ts'
import { openArtifacts } from './open-artifacts.ts'

/** The record, open. */
export interface ServerRecord {
  readonly ledger: Ledger
  readonly bus: RecordBus<Transaction>
  readonly audits: AuditJob
  readonly database: Database
  /** The contents of artifacts. */
  readonly artifacts: ArtifactFiles
  readonly runs: Runs
  /** Signs what the ledger signs. */
  readonly signer: Signer
  /** Why the server cannot do its work, as sentences; none where it can. */
  findHindrances(): readonly string[]
  close(): Promise<void>
}

export type RecordConfig = Pick<ServerConfig, 'dataFolder' | 'databaseUrl' | 'auditMinutes'>

/** What the record is kept in. */
interface Stores {
  readonly signer: Signer
  readonly ledger: Ledger
  readonly database: Database
  audit(signal: AbortSignal): Promise<AuditReport>
}

type OnProblem = (problem: unknown) => void

/**
 * Opens the record, in its folder or in the database that is named, and begins to audit it.
 *
 * @param tell takes lines about what goes wrong in the background.
 * @param runOptions how runs are let go on, where that is not as usual.
 * @throws {LedgerLockedError | LedgerDamagedError | LedgerFolderError} where the ledger cannot be used.
 * @throws {StorageLockedError | StorageUnavailableError | StorageUnsuitableError} where the database cannot.
 */
export async function openServerRecord(
  config: RecordConfig,
  tell: (line: string) => void,
  runOptions: Partial<Pick<RunsOptions, 'threads' | 'leaseMs' | 'pollMs'>> = {},
): Promise<ServerRecord> {
  const onProblem = (problem: unknown) => tell(describe(problem))
  const folder = resolve(config.dataFolder)
  const stores =
    config.databaseUrl === undefined
      ? await openInFolder(folder, onProblem)
      : await openInDatabase(folder, config.databaseUrl, onProblem)
  const { ledger, database, signer } = stores
  const bus = new RecordBus({
    ...{ log: ledger, store: new SqlConsumerStore(database), onProblem },
    ...{ source: 'urn:thunderline:server', agent: 'server' },
    newId: () => randomUUID(),
    wallTimeMs: () => Date.now(),
  })
  for (const projection of ALL_PROJECTIONS) bus.addConsumer(projection)
  const audits = new AuditJob({
    audit: stores.audit,
    everyMs: config.auditMinutes * 60_000,
    nowMs: () => performance.now(),
    onReport: tellOfAudits(bus, ledger),
    onProblem,
  })
  const artifactFolder = join(folder, 'artifacts')
  const artifacts = await openArtifacts({
    ...{ folder: artifactFolder, database, ledger, bus, onProblem },
  }).catch(async (error) => {
    await bus.stop()
    await ledger.close()
    await database.close()
    throw error
  })
  audits.start()
  const runs = openRuns({
    ...{ database, bus, log: ledger, dataFolder: folder, onProblem },
    isEmbedded: config.databaseUrl === undefined,
    ...runOptions,
  })
  return {
    ...{ ledger, bus, audits, database, artifacts: artifacts.files, runs, signer },
    findHindrances: () => [...describeLedger(ledger), ...describeAudits(audits)],
    async close() {
      await audits.stop()
      await runs.close()
      await artifacts.close()
      await bus.stop()
      // A ledger in the database signs its last checkpoint there.
      await ledger.close()
      await database.close()
    },
  }
}

async function openInFolder(folder: string, onProblem: OnProblem): Promise<Stores> {
  const path = join(folder, 'ledger')
  const ledger = await FileLedger.open({ folder: path, onProblem })
  try {
    const database = await openDatabase({ kind: 'embedded', folder: join(folder, 'database') })
    // The key is there since the ledger is.
    const signer = await openKeyFolder(path)
    return { ledger, database, signer, audit: (signal) => auditInThread(path, signal) }
  } catch (error) {
    await ledger.close()
    throw error
  }
}

/** Several servers may share the database; they share the key too, by their folders. */
async function openInDatabase(folder: string, url: string, onProblem: OnProblem): Promise<Stores> {
  const signer = await openKeyFolder(join(folder, 'ledger-key'))
  const database = await openDatabase({ kind: 'server', url })
  try {
    const ledger = await SqlLedger.open({ database, signer, onProblem })
    return { ledger, database, signer, audit: (signal) => auditSqlLedger({ database, signal }) }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** What the disk has said is in the log: whoever asks here need not know of folders. */
function describeLedger({ failure }: Ledger): readonly string[] {
  return failure === undefined ? [] : ['The ledger takes no entries until it is opened anew.']
}

function describeAudits({ status }: AuditJob): readonly string[] {
  switch (status.kind) {
    case 'pending':
    case 'clean':
      return []
    case 'failing':
      return ['An audit finds the ledger changed.']
    case 'unable':
      return ['The ledger could not be audited.']
    default:
      return status satisfies never
  }
}

function describe(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem)
}
