import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../storage/database.ts'
import { StorageMisuseError, StorageUnavailableError } from '../../storage/errors.ts'
import { describeOnDatabases, openNext, type TestDatabases } from '../../testing/databases.ts'
import { describeLedgerConformance } from '../../testing/ledger-conformance.ts'
import { readChain, rootOf } from '../../testing/ledger-oracle.ts'
import { readAllLines } from '../../testing/ledger-place.ts'
import { createTablePlace } from '../../testing/ledger-table-place.ts'
import { LedgerWriteError } from '../errors.ts'
import { auditSqlLedger } from './audit-sql-ledger.ts'
import { SqlLedger } from './sql-ledger.ts'

describeOnDatabases('a ledger in tables', (kind, createDatabases) => {
  let databases: TestDatabases
  let database: Database

  beforeAll(async () => {
    databases = await createDatabases()
    database = await openNext(databases)
  })
  afterAll(async () => {
    await database.close()
    await databases.dispose()
  })

  describeLedgerConformance(kind, () => createTablePlace(database), 18)

  test('several that begin one at once begin one, and append in one order', async () => {
    const { signer } = await createTablePlace(database)
    const ledgers = await Promise.all(
      Array.from({ length: 4 }, () => SqlLedger.open({ database, signer })),
    )
    const append = async (ledger: SqlLedger, at: number) => {
      for (let n = 0; n < 20; n++) {
        const own = await ledger.append({ key: `${at}/${n}`, event: { n } })
        expect(own.isNew).toBe(true)
        expect(ledger.head.size).toBeGreaterThan(own.seq)
        // All send this one too; it is taken once.
        await ledger.append({ key: `shared ${n}`, event: { n } })
      }
    }
    await Promise.all(ledgers.map(append))
    const heads = await Promise.all(ledgers.map((ledger) => ledger.refresh()))
    const lines = await readAllLines(ledgers[0]!)
    expect(readChain(lines)).toHaveLength(4 * 20 + 20)
    for (const { size, root } of heads) {
      expect(size).toBe(lines.length)
      expect(Buffer.from(root).toString('hex')).toBe(rootOf(lines))
    }
    for (const ledger of ledgers) await ledger.close()
    const report = await auditSqlLedger({ database })
    expect(report.faults).toEqual([])
    expect(report).toMatchObject({ entries: lines.length, covered: lines.length })
  })

  test('an append is not acknowledged before its transaction has ended', async () => {
    const { signer } = await createTablePlace(database)
    const gate = Promise.withResolvers<void>()
    const delayed = alter(database, async (transact) => {
      const value = await transact()
      await gate.promise
      return value
    })
    const ledger = await openThrough(database, delayed, signer)
    let isTold = false
    const asked = ledger.append({ key: 'a', event: {} }).then(() => {
      isTold = true
    })
    await wait(200)
    expect(isTold).toBe(false)
    expect(ledger.head.size).toBe(0)
    gate.resolve()
    await asked
    expect(ledger.head.size).toBe(1)
    await ledger.close()
  })

  test('what is lost amid a commit is written once, and told to be new, whatever became of it', async () => {
    const { signer } = await createTablePlace(database)
    for (const [at, isCommitted] of [true, false].entries()) {
      let losses = 1
      const losing = alter(database, async (transact) => {
        if (losses-- <= 0) return await transact()
        if (isCommitted) await transact()
        throw lost(true)
      })
      const ledger = await openThrough(database, losing, signer)
      const appends = [0, 1, 2].map((n) => ledger.append({ key: `${at}/${n}`, event: { n } }))
      const first = 3 * at
      const expected = [0, 1, 2].map((n) => ({ seq: first + n, isNew: true }))
      expect(await Promise.all(appends)).toEqual(expected)
      await ledger.close()
    }
    expect((await auditSqlLedger({ database })).faults).toEqual([])
  })

  test('a database that stays away refuses by name, and the ledger goes on when it is back', async () => {
    const { signer } = await createTablePlace(database)
    let isAway = true
    const losing = alter(database, async (transact) => {
      if (isAway) throw lost(false)
      return await transact()
    })
    const ledger = await openThrough(database, losing, signer)
    await expect(ledger.append({ key: 'a', event: {} })).rejects.toThrow(LedgerWriteError)
    await expect(ledger.checkpoint()).rejects.toThrow(LedgerWriteError)
    isAway = false
    expect(await ledger.append({ key: 'a', event: {} })).toEqual({ seq: 0, isNew: true })
    await ledger.close()
  })

  test('an append inside a transaction of its database is refused, not waited for', async () => {
    const place = await createTablePlace(database)
    const ledger = await place.open()
    const inside = database.transaction(() => ledger.append({ key: 'inside', event: {} }))
    await expect(inside).rejects.toThrow(StorageMisuseError)
    expect(await ledger.append({ key: 'outside', event: {} })).toEqual({ seq: 0, isNew: true })
    await ledger.close()
  })

  test('a checkpoint is signed by itself some time after an append', async () => {
    const place = await createTablePlace(database)
    const ledger = await place.open({ checkpointMs: 20 })
    await ledger.append({ key: 'a', event: {} })
    const sql = 'select size from ledger_checkpoints'
    await expect.poll(() => database.query(sql)).toEqual([{ size: 1 }])
    await ledger.close()
  })

  test('a private key is nowhere in the database', async () => {
    const place = await createTablePlace(database)
    const ledger = await place.open()
    await ledger.append({ key: 'a', event: {} })
    await ledger.close()
    const columns = await database.query<{ name: string }>(
      `select column_name as name from information_schema.columns
       where table_schema = 'public' and table_name = 'ledger_head' order by name`,
    )
    const names = columns.map(({ name }) => name)
    expect(names).toEqual(['is_head', 'last_group', 'previous', 'size', 'verifier_key'])
  })
})

const lost = (isOutcomeUnknown: boolean) =>
  new StorageUnavailableError({ place: 'here', reason: 'for a test', isOutcomeUnknown })

type Wrap = <T>(transact: () => Promise<T>) => Promise<T>

/** A database whose transactions are altered. */
function alter(database: Database, wrap: Wrap): Database {
  return {
    place: database.place,
    survivesPowerLoss: database.survivesPowerLoss,
    query: database.query.bind(database),
    runForeign: database.runForeign.bind(database),
    transaction: (work, options) => wrap(() => database.transaction(work, options)),
    assertOutside: () => database.assertOutside(),
    close: () => database.close(),
  }
}

/** A ledger that is opened as usual, and goes on with another database. */
async function openThrough(
  usual: Database,
  other: Database,
  signer: Parameters<typeof SqlLedger.open>[0]['signer'],
): Promise<SqlLedger> {
  let isOpen = false
  const through: Database = {
    ...other,
    transaction: (work, options) => (isOpen ? other : usual).transaction(work, options),
  }
  const ledger = await SqlLedger.open({ database: through, signer })
  isOpen = true
  return ledger
}
