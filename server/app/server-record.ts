/**
 * The record of a server: its ledger, its database, its event bus, and the audits of its ledger, opened together and
 * closed in the order in which they need each other.
 */
import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import { answerBackups } from '../backup/ask-server.ts'
import { openStudies, type Studies, type StudiesOptions } from '../cerebros/open-studies.ts'
import type { ServerConfig } from '../config/server-config.ts'
import { ALL_PROJECTIONS } from '../events/projections/all-projections.ts'
import { assertSameLog } from '../events/rebuild-projections.ts'
import { RecordBus } from '../events/record-bus.ts'
import { SqlConsumerStore } from '../events/sql-consumer-store.ts'
import { openRuns, type Runs, type RunsOptions } from '../jobs/open-runs.ts'
import { FolderScenarios, TableScenarios } from '../jobs/scenario-store.ts'
import { AuditJob } from '../ledger/audit-job.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Signer } from '../ledger/signer.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { hasFailedLast, tellOfAudits } from './audit-record.ts'
import { type ProbeTimes, startDatabaseProbe } from './database-probe.ts'
import { openArtifacts } from './open-artifacts.ts'
import { openRecordStores, type RecordPlace } from './record-stores.ts'
import { createQuietWatch, type ServerWatch } from './server-watch.ts'

/** The record, open. */
export interface ServerRecord {
  readonly ledger: Ledger
  readonly bus: RecordBus<Transaction>
  readonly audits: AuditJob
  readonly database: Database
  /** The contents of artifacts. */
  readonly artifacts: ArtifactFiles
  readonly runs: Runs
  readonly studies: Studies
  /** Signs what the ledger signs. */
  readonly signer: Signer
  /** Why the server cannot do its work, as sentences; none where it can. */
  findHindrances(): readonly string[]
  close(): Promise<void>
}

export type RecordConfig = RecordPlace &
  Pick<ServerConfig, 'auditMinutes'> &
  Partial<Pick<ServerConfig, 'runMemoryMib' | 'trialWorkers' | 'zones'>>

/** How runs and studies are let go on, where that is not as usual. */
export interface RecordOptions
  extends Partial<Pick<RunsOptions, 'threads' | 'leaseMs' | 'pollMs' | 'pointMs'>>,
    Partial<Pick<StudiesOptions, 'isLeading' | 'studyLeaseMs' | 'trialLeaseSeconds'>> {
  /** Whether the ledger is audited in the background; it is when left out. */
  readonly isAuditing?: boolean
  /** How often the database is asked whether it is there. */
  readonly probe?: ProbeTimes
}

/**
 * Opens the record, in its folder or in the database that is named, and begins to audit it.
 *
 * @param tell takes lines about what goes wrong in the background.
 * @param watch is told of what is published and heard.
 * @param options what is not as usual.
 * @throws {LedgerLockedError | LedgerDamagedError | LedgerFolderError} where the ledger cannot be used.
 * @throws {StorageLockedError | StorageInUseError | StorageUnavailableError | StorageUnsuitableError} where the
 *   database cannot.
 * @throws {PositionBeyondLedgerError | OtherLedgerError} where the ledger is not the one that tables were made of.
 */
export async function openServerRecord(
  config: RecordConfig,
  tell: (line: string) => void,
  { isAuditing = true, probe: probeTimes, ...goOptions }: RecordOptions = {},
  watch: Pick<ServerWatch, 'tracer' | 'counters'> = createQuietWatch(),
): Promise<ServerRecord> {
  const onProblem = (problem: unknown) => tell(describe(problem))
  const folder = resolve(config.dataFolder)
  const stores = await openRecordStores(config, 'server', onProblem)
  const { ledger, database, signer } = stores
  await assertSameLog(database, ledger).catch(async (error) => {
    await stores.close()
    throw error
  })
  const bus = new RecordBus({
    ...{ log: ledger, store: new SqlConsumerStore(database), onProblem },
    ...{ source: 'urn:thunderline:server', agent: 'server', tracer: watch.tracer },
    onPublished: () => watch.counters.published++,
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
    await stores.close()
    throw error
  })
  // What cannot be read is found by the audit too.
  const wasFailing = await hasFailedLast(ledger).catch(() => true)
  if (isAuditing) audits.start()
  const probe = startDatabaseProbe(database, probeTimes)
  const isEmbedded = config.databaseUrl === undefined
  const scenarios = isEmbedded
    ? new FolderScenarios(join(folder, 'scenarios'))
    : new TableScenarios(database)
  const shared = {
    ...{ database, bus, log: ledger, artifacts: artifacts.files, isEmbedded, onProblem },
    ...{ tracer: watch.tracer, ...goOptions },
  }
  const runs = openRuns({
    ...{ ...shared, scenarios, dataFolder: folder, memoryMib: config.runMemoryMib },
  })
  const { trialWorkers, zones } = config
  const studies = openStudies({
    ...{ ...shared, feed: bus.feed, texts: scenarios, trialWorkers, zones },
  })
  const endAnswers = answerBackups({ dataFolder: folder, ledger, database, onProblem })
  return {
    ...{ ledger, bus, audits, database, artifacts: artifacts.files, runs, studies, signer },
    findHindrances: () => [
      ...describeLedger(ledger),
      ...(probe.hindrance === undefined ? [] : [probe.hindrance]),
      ...describeAudits(audits, wasFailing),
    ],
    async close() {
      probe.close()
      await endAnswers()
      await audits.stop()
      await studies.close()
      await runs.close()
      await artifacts.close()
      await bus.stop()
      await stores.close()
    },
  }
}

/** What the disk refused hinders so long, unless it takes something before: whoever never tries does not know. */
const REFUSED_MS = 30_000

/** What the disk has said is in the log: whoever asks here need not know of folders. */
function describeLedger({ failure, measures }: Ledger): readonly string[] {
  if (failure !== undefined) return ['The ledger takes no entries until it is opened anew.']
  const isRefusing = (measures?.refusedMsAgo ?? REFUSED_MS) < REFUSED_MS
  return isRefusing ? ['The ledger could not write its newest entries.'] : []
}

function describeAudits({ status }: AuditJob, wasFailing: boolean): readonly string[] {
  switch (status.kind) {
    case 'pending':
      return wasFailing
        ? ['The last audit found the ledger changed, and none has ended since.']
        : []
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
