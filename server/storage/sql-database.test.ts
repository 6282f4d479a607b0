/** The same promises on both kinds of databases. */
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tries } from '../../engine/testing/tries.ts'
import { describeOnDatabases, openNext, type TestDatabases } from '../testing/databases.ts'
import { sharePostgres, startPostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import type { Database, Transaction } from './database.ts'
import {
  StorageConflictError,
  StorageConstraintError,
  StorageMisuseError,
  StorageStatementError,
  StorageTimeoutError,
  StorageUnavailableError,
  StorageUnsuitableError,
  StorageValueError,
} from './errors.ts'
import { openDatabase } from './open-database.ts'

const anyText = fc
  .string({ unit: 'binary', maxLength: 40 })
  .filter((text) => !text.includes('\0') && text.isWellFormed())
const anyItem = fc.oneof(
  anyText,
  fc.constantFrom('', 'NULL', 'null', '{}', '"', '\\', '\\x', ',', '{"a"}', "'", '😀', '\u2028'),
)
const anyDouble = fc.oneof(fc.double(), fc.constantFrom(-0, 5e-324, 1.7976931348623157e308))
const anySafe = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(0, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER),
)

/** Types, values of them, and what is asked. */
const KINDS: Readonly<Record<string, fc.Arbitrary<string | number | boolean | Uint8Array>>> = {
  text: anyItem,
  bytea: fc.uint8Array({ maxLength: 300 }),
  boolean: fc.boolean(),
  bigint: anySafe,
  integer: fc.integer(),
  smallint: fc.integer({ min: -32768, max: 32767 }),
  'double precision': anyDouble,
  real: fc.float(),
  oid: fc.nat(),
}

describeOnDatabases('a database', (_, createDatabases) => {
  let databases: TestDatabases
  let database: Database

  beforeAll(async () => {
    databases = await createDatabases()
    database = await openNext(databases)
    await database.query('create table numbers (id bigint primary key, value bigint not null)')
    await database.query('create table parts (id bigint constraint of_numbers references numbers)')
    await database.query(
      'create table small (value integer not null constraint is_small check (value < 10))',
    )
  })
  afterAll(async () => {
    await database.close()
    await databases.dispose()
  })

  test.each(Object.keys(KINDS))(
    'any %s comes back as it was given, and so does its absence',
    (type) =>
      fc.assert(
        fc.asyncProperty(KINDS[type]!, async (value) => {
          const sql = `select $1::${type} as one, $2::${type} as none`
          const [row] = await database.query(sql, [value, undefined])
          expect(Object.keys(row!)).toEqual(['one', 'none'])
          expect(row!.none).toBeUndefined()
          expect(row!.one).toStrictEqual(value)
        }),
        { numRuns: tries(60) },
      ),
  )

  test.each(['text', 'bytea', 'bigint'])('lists of %s come apart as they were given', (type) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(KINDS[type]!, { nil: undefined }), { maxLength: 8 }),
        async (values) => {
          const sql = `select item from unnest($1::${type}[]) as given (item)`
          const rows = await database.query(sql, [values])
          expect(rows.map(({ item }) => item)).toStrictEqual(values)
        },
      ),
      { numRuns: tries(60) },
    ),
  )

  test('numbers beyond 2^53 - 1 are refused, not rounded', async () => {
    for (const text of ['9007199254740992', '-9007199254740992', '9223372036854775807']) {
      const asked = database.query(`select ${text}::bigint as large`)
      await expect(asked).rejects.toThrow(StorageValueError)
    }
    const sum = await database.query('select 9007199254740991::bigint as large')
    expect(sum).toEqual([{ large: Number.MAX_SAFE_INTEGER }])
    const [row] = await database.query('select $1::bigint::text as large', [2n ** 63n - 1n])
    expect(row).toEqual({ large: '9223372036854775807' })
  })

  test('texts that a text of SQL cannot hold are refused', async () => {
    for (const text of ['a\0b', '\ud800', 'a\udc00']) {
      await expect(database.query('select $1::text', [text])).rejects.toThrow(StorageValueError)
      await expect(database.query('select $1::text[]', [[text]])).rejects.toThrow(StorageValueError)
    }
  })

  test('all other types come as their texts, whatever the settings of the server', async () => {
    const [row] = await database.query(
      `select '2026-02-01 03:04:05+02'::timestamptz as time, 1.50::numeric as amount,
         '{"b": 1, "a": [2]}'::jsonb as data, array[1, 2] as list`,
    )
    const expected = { time: '2026-02-01 01:04:05+00', amount: '1.50' }
    expect(row).toEqual({ ...expected, data: '{"a": [2], "b": 1}', list: '{1,2}' })
  })

  test('several statements in one are refused', async () => {
    await expect(database.query('select 1; select 2')).rejects.toThrow(StorageStatementError)
  })

  test('rules of tables that are broken are named', async () => {
    await database.query('insert into numbers values (1, 1)')
    const broken = [
      ['insert into numbers values (1, 2)', 'unique', 'numbers_pkey', 'numbers'],
      ['insert into parts values (99)', 'foreign-key', 'of_numbers', 'parts'],
      ['insert into small values (11)', 'check', 'is_small', 'small'],
      ['insert into small values (null)', 'not-null', undefined, 'small'],
    ] as const
    for (const [sql, kind, constraint, table] of broken) {
      const error = await database.query(sql).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(StorageConstraintError)
      const { details } = error as StorageConstraintError
      // PostgreSQL 18 has names for the ban on nulls too.
      expect(details).toMatchObject(
        kind === 'not-null' ? { kind, table } : { kind, constraint, table },
      )
    }
    const refused = database.query('select * from nowhere')
    await expect(refused).rejects.toMatchObject({ details: { sqlState: '42P01' } })
  })

  test('a transaction is there as a whole, or not at all', async () => {
    const add = (transaction: Transaction, id: number) =>
      transaction.query('insert into numbers values ($1, 0)', [id])
    await database.transaction(async (transaction) => {
      await add(transaction, 100)
      await add(transaction, 101)
    })
    const failing = database.transaction(async (transaction) => {
      await add(transaction, 102)
      throw new RangeError('not this')
    })
    await expect(failing).rejects.toThrow(RangeError)
    const rows = await database.query('select id from numbers where id >= 100 order by id')
    expect(rows).toEqual([{ id: 100 }, { id: 101 }])
  })

  test('a statement that fails fails the whole, even where the work goes on', async () => {
    const going = database.transaction(async (transaction) => {
      await transaction.query('insert into numbers values (110, 0)')
      await transaction.query('insert into numbers values (110, 1)').catch(() => {})
      await transaction.query('insert into numbers values (111, 0)').catch(() => {})
      return 'done'
    })
    await expect(going).rejects.toThrow(StorageConstraintError)
    expect(await database.query('select 1 from numbers where id in (110, 111)')).toEqual([])
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }])
  })

  test('statements of a transaction that are asked at once are done in that order', async () => {
    const rows = await database.transaction(async (transaction) => {
      const ids = Array.from({ length: 20 }, (_, place) => 200 + place)
      await Promise.all(
        ids.map((id) => transaction.query('insert into numbers values ($1, $1)', [id])),
      )
      return await transaction.query('select id from numbers where id between 200 and 219')
    })
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, place) => 200 + place))
  })

  test('the outer handle inside a transaction is an error, not a wait without end', async () => {
    const misuses = [
      () => database.query('select 1'),
      () => database.transaction(async () => {}),
      async () => database.assertOutside(),
    ]
    for (const misuse of misuses) {
      const going = database.transaction(async (transaction) => {
        await transaction.query('select 1')
        await misuse()
      })
      await expect(going).rejects.toThrow(StorageMisuseError)
    }
    // What the work started and did not wait for is outside again when the transaction has ended.
    let later: Promise<unknown> = Promise.resolve()
    await database.transaction(async () => {
      later = new Promise((resolve) => setTimeout(resolve, 50)).then(() =>
        database.query('select 1 as one'),
      )
    })
    expect(await later).toEqual([{ one: 1 }])
  })

  test('the handle of a transaction is refused when it has ended', async () => {
    let kept: Transaction | undefined
    await database.transaction(async (transaction) => {
      kept = transaction
    })
    await expect(kept!.query('select 1')).rejects.toThrow(StorageMisuseError)
  })

  test('many that count up at once lose nothing', async () => {
    await database.query('insert into numbers values (300, 0)')
    const isolations = ['read committed', 'repeatable read', 'serializable'] as const
    const count = (isolation: (typeof isolations)[number]) =>
      database.transaction(
        async (transaction) => {
          const forUpdate = isolation === 'read committed' ? ' for update' : ''
          const sql = `select value from numbers where id = 300${forUpdate}`
          const [row] = await transaction.query<{ value: number }>(sql)
          const value = row!.value + 1
          await transaction.query('update numbers set value = $1 where id = 300', [value])
        },
        { isolation },
      )
    const all = Array.from({ length: 9 }, (_, place) => count(isolations[place % 3]!))
    await Promise.all(all)
    const rows = await database.query('select value from numbers where id = 300')
    expect(rows).toEqual([{ value: 9 }])
  })

  test('a transaction that is always in the way of others is given up by name', async () => {
    let done = 0
    const conflict = `do $$ begin raise exception 'in the way' using errcode = '40001'; end $$`
    const going = database.transaction(async (transaction) => {
      done++
      await transaction.query(conflict)
    })
    await expect(going).rejects.toThrow(StorageConflictError)
    expect(done).toBe(8)
  })

  test('a transaction that only reads refuses to write', async () => {
    const going = database.transaction(
      (transaction) => transaction.query('insert into numbers values (400, 0)'),
      { isReadOnly: true },
    )
    await expect(going).rejects.toMatchObject({ details: { sqlState: '25006' } })
  })

  test('a statement that takes too long is ended, and what was committed is there', async () => {
    const hasty = await openNext(databases, { statementMs: 1000 })
    try {
      await hasty.query('create table kept (id bigint)')
      await hasty.query('insert into kept values (7)')
      const start = performance.now()
      const slow = hasty.transaction(async (transaction) => {
        await transaction.query('insert into kept values (8)')
        await transaction.query('select count(*) from generate_series(1, 1000000000)')
      })
      await expect(slow).rejects.toThrow(StorageTimeoutError)
      expect(performance.now() - start).toBeLessThan(20_000)
      expect(await hasty.query('select id from kept')).toEqual([{ id: 7 }])
    } finally {
      await hasty.close()
    }
  })

  test('a database that was closed is refused, and closing it again does nothing', async () => {
    const other = await openNext(databases)
    await Promise.all([other.close(), other.close()])
    await expect(other.query('select 1')).rejects.toThrow(StorageMisuseError)
    await expect(other.transaction(async () => {})).rejects.toThrow(StorageMisuseError)
  })
})

describe.skipIf(WHY_NO_POSTGRES !== undefined)(
  `a server that is not there${WHY_NO_POSTGRES ?? ''}`,
  () => {
    const revealing = /sesame|wrong-secret/

    test('is named without the password, whatever is wrong', async () => {
      const server = await sharePostgres()
      const addresses = [
        server.lockedUser,
        `postgresql://me:sesame@localhost/none?host=${server.folder}`,
        'postgresql://me:sesame@127.0.0.1:1/none',
        'postgresql://me:sesame@host.invalid/none',
        'postgresql://me:sesame@[broken/none',
      ]
      for (const url of addresses) {
        const opening = openDatabase({ kind: 'server', url }, { statementMs: 5000 })
        const error = await opening.catch((caught: unknown) => caught)
        const isNamed =
          error instanceof StorageUnavailableError || error instanceof StorageUnsuitableError
        expect(isNamed, inspect(error)).toBe(true)
        expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(revealing)
      }
    })

    test('is found again after it has crashed, and what was lost amid it says so', async () => {
      const server = await startPostgres()
      const database = await openDatabase({ kind: 'server', url: await server.createDatabase() })
      try {
        await database.query('create table kept (id bigint)')
        await database.query('insert into kept values (1)')
        let crash = Promise.resolve()
        const amid = database.transaction(async (transaction) => {
          await transaction.query('insert into kept values (2)')
          crash = server.crash()
          await transaction.query('select pg_sleep(20)')
        })
        await expect(amid).rejects.toMatchObject({
          details: { isOutcomeUnknown: false },
          code: 'storage/unavailable',
        })
        await crash
        expect(await database.query('select id from kept')).toEqual([{ id: 1 }])
      } finally {
        await database.close()
        await server.dispose()
      }
    })
  },
)
