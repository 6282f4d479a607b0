/** The database made anew from the ledger: what was there before, whoever made it, and however often it was killed. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import { anyHistory } from '../../engine/testing/lineage-histories.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { ALL_PROJECTIONS } from '../events/projections/all-projections.ts'
import { RecordBus } from '../events/record-bus.ts'
import { SqlConsumerStore } from '../events/sql-consumer-store.ts'
import { copyLedger } from '../ledger/files/backup-ledger.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import type { Database } from '../storage/database.ts'
import { bePresent } from '../storage/presence.ts'
import { createEmbeddedFolder } from '../testing/embedded-folder.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { rebuildRecord } from './rebuild-record.ts'
import { openRecordStores, type RecordPlace } from './record-stores.ts'
import { openServerRecord } from './server-record.ts'

async function createPlace(): Promise<RecordPlace> {
  const { folder, dispose } = await createEmbeddedFolder()
  onTestFinished(dispose)
  return { dataFolder: dirname(folder), databaseUrl: undefined }
}

/** Several, which know the same things by other facts: so many that they take several transactions. */
const HISTORY = fc.sample(anyHistory({ maxSteps: 20 }), { numRuns: 10, seed: 11 }).flat()
const GOVERNANCE = [
  ['flag.changed', { flag: 'rollout', is_on: true, by: 'someone', reason: 'it is time' }],
  ['token.revoked', { token_id: 'nobody', by: 'someone', reason: 'gone' }],
] as const

type Told = readonly (readonly [name: string, data: Readonly<Record<string, unknown>>])[]

const ALL: Told = [...HISTORY.map(({ type, data }) => [type, data] as const), ...GOVERNANCE]

const TABLES = [...ALL_PROJECTIONS.flatMap(({ tables }) => tables), 'consumers', 'dead_letters']

async function dumpTables(database: Database) {
  const dumped: Record<string, string[]> = {}
  for (const table of TABLES) {
    const rows = await database.query(`select * from ${table}`)
    dumped[table] = rows.map((row) => JSON.stringify(row)).sort()
  }
  return dumped
}

/**
 * Publishes events as a server does, until all of them are in the tables; gives what these have.
 *
 * @param after is done to the database before it is closed.
 */
async function publish(place: RecordPlace, told: Told, after = async (_: Database) => {}) {
  const { database, ledger, close } = await openRecordStores(place, 'server', () => {})
  const bus = new RecordBus({
    ...{ log: ledger, store: new SqlConsumerStore(database), source: 'urn:test', agent: 'test' },
    newId: () => randomUUID(),
    wallTimeMs: () => Date.now(),
  })
  for (const projection of ALL_PROJECTIONS) bus.addConsumer(projection)
  await Promise.all(
    told.map(([name, data]) =>
      bus.publishEvent({ kind: 'record', name, data }, { correlationId: 'c' }),
    ),
  )
  expect(await bus.waitUntilHeard(ledger.head.size - 1, 60_000)).toBe(true)
  await bus.stop()
  const dumped = await dumpTables(database)
  await after(database)
  await close()
  return dumped
}

async function dump(place: RecordPlace) {
  const { database, close } = await openRecordStores(place, 'server', () => {})
  const dumped = await dumpTables(database)
  await close()
  return dumped
}

async function spoil(database: Database): Promise<void> {
  const before = await dumpTables(database)
  await database.query(`update lineage_nodes set attributes = '{}'`)
  await database.query('delete from artifacts')
  expect(await dumpTables(database)).not.toEqual(before)
}

/** Tables that are not made of the ledger: itself, positions in it, and what is nowhere else. */
const OTHERS = [
  ...['ledger_checkpoints', 'ledger_entries', 'ledger_head', 'ledger_nodes'],
  ...['consumer_failures', 'consumers', 'dead_letters', 'thunderline_migrations'],
  ...['run_leases', 'run_points', 'run_views', 'scenarios', 'verdicts'],
  ...['study_leases', 'trainer_leases'],
]

/** So that a table which is made of the ledger is not forgotten by a rebuild. */
async function expectEachTableHasAnOwner(database: Database): Promise<void> {
  const rows = await database.query<{ name: string }>(
    `select table_name::text as name from information_schema.tables where table_schema = 'public'`,
  )
  const owned = ALL_PROJECTIONS.flatMap(({ tables }) => tables)
  expect([...owned, ...OTHERS].sort()).toEqual(rows.map(({ name }) => name).sort())
}

async function rebuildAndDie(place: RecordPlace): Promise<unknown> {
  const entry = join(import.meta.dirname, '../testing/rebuild-process.ts')
  const where = place.databaseUrl === undefined ? [] : [place.databaseUrl]
  const child = spawn(process.execPath, [entry, place.dataFolder, ...where], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [, signal] = await once(child, 'exit')
  if (place.databaseUrl !== undefined) await waitUntilNobodyIsThere(place.databaseUrl)
  return signal
}

/** A database server notices some time after it that a process was killed: until then it counts as there. */
async function waitUntilNobodyIsThere(url: string): Promise<void> {
  const isFree = async () => await (await bePresent(url, 'rebuild')).end().then(() => true)
  await expect.poll(() => isFree().catch(String), { timeout: 20_000 }).toBe(true)
}

test('a database that was spoiled is what it was when it is made anew, also where that was killed before', async () => {
  const place = await createPlace()
  const before = await publish(place, ALL, spoil)
  expect(before.lineage_nodes!.length).toBeGreaterThan(20)
  expect(before.artifacts!.length).toBeGreaterThan(0)
  const entries = ALL.length
  expect(entries).toBeGreaterThan(100)
  expect(await rebuildAndDie(place)).toBe('SIGKILL')
  const progress: number[] = []
  const report = await rebuildRecord(place, (done) => progress.push(done))
  expect(report).toMatchObject({ entries, dead: 0 })
  expect(progress).toEqual(progress.toSorted((one, other) => one - other))
  expect(await dump(place)).toEqual(before)
})

test('events that are heard together come to the same as those that are heard one by one', async () => {
  const place = await createPlace()
  const before = await publish(place, ALL)
  const { database, ledger, close } = await openRecordStores(place, 'server', () => {})
  const lines = [...(await ledger.read(0, 1000))]
  expect(lines.length).toBe(ALL.length)
  const deliveries = lines.map((line, seq) => {
    return { seq, event: parseEntry(line).event, attempt: 1, idempotencyKey: `${seq}` }
  })
  for (const together of [1, 7]) {
    await database.transaction(async (transaction) => {
      for (const { tables, handle, handleAll } of ALL_PROJECTIONS) {
        await transaction.query(`truncate ${tables.join(', ')}`)
        for (let from = 0; from < deliveries.length; from += together) {
          const some = deliveries.slice(from, from + together)
          if (together > 1 && handleAll !== undefined) await handleAll(some, transaction)
          else for (const each of some) await handle(each, transaction)
        }
      }
    })
    expect(await dumpTables(database)).toEqual(before)
  }
  await close()
})

test('an older ledger that was put back is refused at the start by what to do, and is then all there is; no server is disturbed', async () => {
  const place = await createPlace()
  const { dataFolder } = place
  const before = await publish(place, ALL.slice(0, 40))
  const backup = createTemporaryFolder()
  onTestFinished(backup.dispose)
  await copyLedger(join(dataFolder, 'ledger'), join(backup.path, 'ledger'))
  await publish(place, GOVERNANCE)
  rmSync(join(dataFolder, 'ledger'), { recursive: true })
  renameSync(join(backup.path, 'ledger'), join(dataFolder, 'ledger'))
  const start = () => openServerRecord({ ...place, auditMinutes: 60 }, () => {})
  const message = expect.stringContaining('thunderline ledger rebuild')
  await expect(start()).rejects.toMatchObject({ code: 'events/position-beyond', message })
  // It grows past where it was, by what is not what the tables were made of.
  await copyLedger(join(dataFolder, 'ledger'), join(backup.path, 'shorter'))
  const grown = await FileLedger.open({ folder: join(dataFolder, 'ledger') })
  for (const key of ['a', 'b', 'c']) await grown.append({ key, event: { type: 'other', key } })
  await grown.close()
  await expect(start()).rejects.toMatchObject({ code: 'events/other-ledger', message })
  rmSync(join(dataFolder, 'ledger'), { recursive: true })
  renameSync(join(backup.path, 'shorter'), join(dataFolder, 'ledger'))
  await rebuildRecord(place, () => {})
  expect(await dump(place)).toEqual(before)
  const record = await start()
  onTestFinished(() => record.close())
  await expect(rebuildRecord(place, () => {})).rejects.toMatchObject({ code: 'ledger/locked' })
  await expectEachTableHasAnOwner(record.database)
})

test.skipIf(WHY_NO_POSTGRES !== undefined)(
  `in a PostgreSQL it is the same, killed or not: many servers, or one rebuild${WHY_NO_POSTGRES ?? ''}`,
  async () => {
    const postgres = await sharePostgres()
    const folder = createTemporaryFolder()
    onTestFinished(folder.dispose)
    const place = { dataFolder: folder.path, databaseUrl: await postgres.createDatabase() }
    const before = await publish(place, ALL, spoil)
    const servers = await Promise.all([0, 1].map(() => openRecordStores(place, 'server', () => {})))
    const inUse = (by: string) => ({ code: 'storage/in-use', details: { by } })
    const refused = inUse('servers')
    await expect(rebuildRecord(place, () => {})).rejects.toMatchObject(refused)
    await servers[0]!.close()
    await expect(rebuildRecord(place, () => {})).rejects.toMatchObject(refused)
    await servers[1]!.close()
    const seen: Promise<unknown>[] = []
    await rebuildRecord(place, () => {
      if (seen.length > 0) return
      seen.push(openRecordStores(place, 'server', () => {}).catch((e) => e))
      seen.push(rebuildRecord(place, () => {}).catch((e) => e))
    })
    expect(await Promise.all(seen)).toMatchObject([inUse('rebuild'), inUse('rebuild')])
    expect(await dump(place)).toEqual(before)
    // Killed midway it is done again, or gone on with by a server.
    await publish(place, [], spoil)
    expect(await rebuildAndDie(place)).toBe('SIGKILL')
    expect(await publish(place, [])).toEqual(before)
    await publish(place, [], spoil)
    expect(await rebuildAndDie(place)).toBe('SIGKILL')
    await rebuildRecord(place, () => {})
    expect(await dump(place)).toEqual(before)
    const { database, close } = await openRecordStores(place, 'server', () => {})
    await database.query(
      `update consumers set last_sha256 = repeat('0', 64) where name = 'lineage'`,
    )
    await close()
    await expect(openServerRecord({ ...place, auditMinutes: 60 }, () => {})).rejects.toMatchObject({
      code: 'events/other-ledger',
    })
  },
)
