/** The ledger in tables, of PostgreSQL and of the database inside the program, beside that in files. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileLedger } from '../../server/ledger/files/file-ledger.ts'
import { makeSigner, type Signer } from '../../server/ledger/signer.ts'
import { auditSqlLedger } from '../../server/ledger/sql/audit-sql-ledger.ts'
import { SqlLedger } from '../../server/ledger/sql/sql-ledger.ts'
import type { Database } from '../../server/storage/database.ts'
import { openDatabase } from '../../server/storage/open-database.ts'
import { buildAppend } from '../../server/testing/kills/sent-append.ts'
import { startPostgres, WHY_NO_POSTGRES } from '../../server/testing/postgres.ts'
import type { Benchmark, BenchmarkRow } from '../benchmark.ts'
import { describe, type Load, measureLoad, nameOf } from '../ledger-bench/measure-appends.ts'

const LOADS: readonly Load[] = [
  { producers: 1, inFlight: 1 },
  { producers: 8, inFlight: 8 },
  { producers: 8, inFlight: 128 },
]
/** Of the ledger that is opened and audited. */
const ENTRIES = 100_000
const TOGETHER = 2000

export const benchmark: Benchmark = {
  name: 'ledger-tables',
  about:
    'Appends of events of about 600 bytes to a ledger in tables: of a PostgreSQL server on this machine, where an append is answered when ' +
    'the disk has it, with one ledger open and with two at once; and embedded, where it is answered when it survives the end of the process. ' +
    `Then opening and auditing ${ENTRIES} entries. In files for comparison.`,
  async run() {
    const rows: BenchmarkRow[] = []
    for (const load of LOADS) rows.push(await inFolder((folder) => measureFiles(folder, load)))
    rows.push(...(await inFolder(measureEmbedded)))
    if (WHY_NO_POSTGRES === undefined) rows.push(...(await measureServer()))
    return rows
  },
}

async function measureFiles(folder: string, load: Load): Promise<BenchmarkRow> {
  const ledger = await FileLedger.open({ folder })
  try {
    const { tookMs, seconds } = await measureLoad([ledger], load)
    return { subject: nameOf(load, 'in files'), values: describe(tookMs, seconds) }
  } finally {
    await ledger.close()
  }
}

async function measureEmbedded(folder: string): Promise<BenchmarkRow[]> {
  const rows: BenchmarkRow[] = []
  for (const [at, load] of LOADS.entries()) {
    const database = await openDatabase({ kind: 'embedded', folder: join(folder, String(at)) })
    rows.push(await measureTables(database, 'embedded', load, 1))
    await database.close()
  }
  const database = await openDatabase({ kind: 'embedded', folder: join(folder, 'long') })
  rows.push(...(await measureLong(database, 'embedded')))
  await database.close()
  return rows
}

async function measureServer(): Promise<BenchmarkRow[]> {
  const server = await startPostgres()
  const rows: BenchmarkRow[] = []
  const onNew = async (measure: (database: Database) => Promise<readonly BenchmarkRow[]>) => {
    const url = await server.createDatabase()
    const database = await openDatabase({ kind: 'server', url })
    rows.push(...(await measure(database)))
    await database.close()
  }
  try {
    for (const ledgers of [1, 2]) {
      for (const load of LOADS) {
        const where = ledgers === 1 ? 'in PostgreSQL' : 'in PostgreSQL, two ledgers open'
        await onNew(async (database) => [await measureTables(database, where, load, ledgers)])
      }
    }
    await onNew((database) => measureLong(database, 'in PostgreSQL'))
    return rows
  } finally {
    await server.dispose()
  }
}

async function measureTables(
  database: Database,
  where: string,
  load: Load,
  count: number,
): Promise<BenchmarkRow> {
  const { signer } = makeSigner()
  const ledgers: SqlLedger[] = []
  for (let at = 0; at < count; at++) ledgers.push(await SqlLedger.open({ database, signer }))
  const { tookMs, seconds } = await measureLoad(ledgers, load)
  for (const ledger of ledgers) await ledger.close()
  return { subject: nameOf(load, where), values: describe(tookMs, seconds) }
}

async function measureLong(database: Database, where: string): Promise<BenchmarkRow[]> {
  const { signer } = makeSigner()
  const ledger = await SqlLedger.open({ database, signer })
  const filling = await takeSeconds(() => fill(ledger))
  await ledger.close()
  const opening = await takeSeconds(() => openAgain(database, signer))
  const audit = await takeSeconds(async () => {
    const { isClean, entries } = await auditSqlLedger({ database })
    if (!isClean || entries !== ENTRIES) throw new Error('The audit finds fault.')
  })
  return [
    { subject: `filling ${where}`, values: rateOf(filling) },
    { subject: `opening ${where}`, values: { seconds: opening } },
    { subject: `audit ${where}`, values: rateOf(audit) },
  ]
}

async function fill(ledger: SqlLedger): Promise<void> {
  for (let first = 0; first < ENTRIES; first += TOGETHER) {
    const appends = Array.from({ length: TOGETHER }, (_, at) => {
      const { event } = buildAppend('p0', 1)
      return ledger.append({ key: `key ${first + at}`, event })
    })
    await Promise.all(appends)
  }
}

async function openAgain(database: Database, signer: Signer): Promise<void> {
  const ledger = await SqlLedger.open({ database, signer })
  if (ledger.head.size !== ENTRIES) throw new Error('Entries are missing.')
}

async function takeSeconds(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now()
  await work()
  return (performance.now() - startMs) / 1000
}

const rateOf = (seconds: number) => ({ seconds, entriesPerSecond: ENTRIES / seconds })

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-bench-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
