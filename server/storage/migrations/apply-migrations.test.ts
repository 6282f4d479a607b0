import { fork } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeOnDatabases, openNext, type TestDatabases } from '../../testing/databases.ts'
import { emptyDatabase } from '../../testing/ledger-table-place.ts'
import type { Database } from '../database.ts'
import { StorageStatementError, StorageUnsuitableError } from '../errors.ts'
import { openDatabase } from '../open-database.ts'
import { ALL_MIGRATIONS } from './all-migrations.ts'
import { applyMigrations } from './apply-migrations.ts'
import type { Migration } from './migration.ts'

const FIRST: Migration = {
  number: 1,
  name: 'first',
  statements: ['create table steps (name text)', `insert into steps values ('first')`],
}
const SECOND: Migration = {
  number: 2,
  name: 'second',
  statements: [`insert into steps values ('second')`],
}

test('migrations are numbered from 1 without gaps, and no two have one name', () => {
  expect(ALL_MIGRATIONS.map(({ number }) => number)).toEqual(ALL_MIGRATIONS.map((_, at) => at + 1))
  expect(new Set(ALL_MIGRATIONS.map(({ name }) => name)).size).toBe(ALL_MIGRATIONS.length)
})

describeOnDatabases('migrations', (kind, createDatabases) => {
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

  const readSteps = async () =>
    (await database.query<{ name: string }>('select name from steps')).map(({ name }) => name)

  test('each is applied once, in order', async () => {
    await emptyDatabase(database)
    expect(await applyMigrations(database, [FIRST])).toEqual([1])
    expect(await applyMigrations(database, [FIRST])).toEqual([])
    expect(await applyMigrations(database, [FIRST, SECOND])).toEqual([2])
    expect(await readSteps()).toEqual(['first', 'second'])
  })

  test('one that fails leaves nothing, and those before it stay', async () => {
    await emptyDatabase(database)
    const broken = {
      ...SECOND,
      statements: [...SECOND.statements, 'insert into nowhere values (1)'],
    }
    const applying = applyMigrations(database, [FIRST, broken])
    await expect(applying).rejects.toThrow(StorageStatementError)
    expect(await readSteps()).toEqual(['first'])
    expect(await applyMigrations(database, [FIRST, SECOND])).toEqual([2])
  })

  test('an applied one that was changed since is refused, and so is a newer database', async () => {
    await emptyDatabase(database)
    await applyMigrations(database, [FIRST, SECOND])
    const changed = [
      [{ ...FIRST, statements: ['create table steps (name text)'] }, SECOND],
      [{ ...FIRST, name: 'other' }, SECOND],
      [FIRST],
      [],
    ]
    for (const migrations of changed) {
      const applying = applyMigrations(database, migrations)
      await expect(applying).rejects.toThrow(StorageUnsuitableError)
    }
    expect(await readSteps()).toEqual(['first', 'second'])
  })

  test('many who begin at once apply each once', async () => {
    await emptyDatabase(database)
    const all = await Promise.all(
      Array.from({ length: 8 }, () => applyMigrations(database, [FIRST, SECOND])),
    )
    expect(all.flat().toSorted()).toEqual([1, 2])
    expect(await readSteps()).toEqual(['first', 'second'])
  })

  if (kind === 'PostgreSQL') describeProcesses(() => databases)
})

function describeProcesses(databasesOf: () => TestDatabases): void {
  test('processes that start at once all find the tables', async () => {
    const address = await databasesOf().createAddress()
    const entry = join(import.meta.dirname, '../../testing/open-process.ts')
    const ends = Array.from({ length: 4 }, () => {
      const child = fork(entry, [JSON.stringify(address)])
      return new Promise((resolve) => child.once('exit', resolve))
    })
    expect(await Promise.all(ends)).toEqual([0, 0, 0, 0])
    const opened = await openDatabase(address)
    const applied = await opened.query('select number from thunderline_migrations')
    expect(applied).toEqual(ALL_MIGRATIONS.map(({ number }) => ({ number })))
    await opened.close()
  })
}
