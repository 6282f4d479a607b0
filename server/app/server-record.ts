/**
 * The record of a server: its ledger, its database, its event bus, and the audits of its ledger, opened together and
 * closed in the order in which they need each other.
 */
import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { ServerConfig } from '../config/server-config.ts'
import { RecordBus } from '../events/record-bus.ts'
import { SqlConsumerStore } from '../events/sql-consumer-store.ts'
import type { AuditReport } from '../ledger/audit.ts'
import { AuditJob } from '../ledger/audit-job.ts'
import { auditInThread } from '../ledger/files/audit-thread.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { openDatabase } from '../storage/open-database.ts'

/** The record, open. */
export interface ServerRecord {
  readonly ledger: Ledger
  readonly bus: RecordBus<Transaction>
  readonly audits: AuditJob
  /** Why the server cannot do its work, as sentences; none where it can. */
  findHindrances(): readonly string[]
  close(): Promise<void>
}

export type RecordConfig = Pick<ServerConfig, 'dataFolder' | 'auditMinutes'>

/**
 * Opens the record in its folder, and begins to audit it.
 *
 * @param tell takes lines about what goes wrong in the background.
 * @throws {LedgerLockedError | LedgerDamagedError | LedgerFolderError} where the ledger cannot be used.
 * @throws {StorageLockedError | StorageUnavailableError} where the database cannot.
 */
export async function openServerRecord(
  { dataFolder, auditMinutes }: RecordConfig,
  tell: (line: string) => void,
): Promise<ServerRecord> {
  const folder = join(resolve(dataFolder), 'ledger')
  const onProblem = (problem: unknown) => tell(describe(problem))
  const ledger = await FileLedger.open({ folder, onProblem })
  let database: Database
  try {
    const kind = 'embedded'
    database = await openDatabase({ kind, folder: join(resolve(dataFolder), 'database') })
  } catch (error) {
    await ledger.close()
    throw error
  }
  const bus = new RecordBus({
    ...{ log: ledger, store: new SqlConsumerStore(database), onProblem },
    ...{ source: 'urn:thunderline:server', agent: 'server' },
    newId: () => randomUUID(),
    wallTimeMs: () => Date.now(),
  })
  const audits = new AuditJob({
    audit: (signal) => auditInThread(folder, signal),
    everyMs: auditMinutes * 60_000,
    onReport: tellOfAudits(bus, ledger.origin),
    onProblem,
  })
  audits.start()
  return {
    ...{ ledger, bus, audits },
    findHindrances: () => describeAudits(audits),
    async close() {
      await audits.stop()
      await bus.stop()
      await database.close()
      await ledger.close()
    },
  }
}

/**
 * Puts audits on record. One that finds nothing new, but what was told of the last one, is not told of: an idle ledger
 * does not grow by being looked at.
 */
function tellOfAudits(
  bus: RecordBus<Transaction>,
  origin: string,
): (report: AuditReport) => Promise<void> {
  let told = -1
  return async ({ entries, root, isClean, faults }) => {
    if (isClean && entries <= told + 1) return
    const [first] = faults
    const found = { origin, entries, root, is_clean: isClean }
    const data = { ...found, first_bad: first?.seq, problem: first?.problem }
    await bus.publishEvent({ name: 'system.ledger.audited', data }, { correlationId: randomUUID() })
    told = isClean ? entries : -1
  }
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
