/** Whoever rules the database may alter everything in it; an audit names what, and where. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tries } from '../../../engine/testing/tries.ts'
import type { Database, Transaction } from '../../storage/database.ts'
import { describeOnDatabases, openNext, type TestDatabases } from '../../testing/databases.ts'
import { createTablePlace, type TablePlace } from '../../testing/ledger-table-place.ts'
import type { AuditFault } from '../audit.ts'
import {
  LedgerClosedError,
  LedgerDamagedError,
  LedgerFolderError,
  LedgerWriteError,
} from '../errors.ts'
import { makeSigner } from '../signer.ts'
import { auditSqlLedger } from './audit-sql-ledger.ts'
import type { SqlLedger } from './sql-ledger.ts'

const TABLES = ['ledger_entries', 'ledger_nodes', 'ledger_checkpoints', 'ledger_head']
const SIZE = 600

/** What is done to a ledger of 600 entries with checkpoints of 200, 400 and 600, and what is to be found first. */
const DEEDS: Readonly<Record<string, readonly [readonly string[], Partial<AuditFault>]>> = {
  'the event of an entry': [
    [`update ledger_entries set line = replace(line, '"n":77', '"n":78') where seq = 77`],
    { seq: 77, part: 'entries' },
  ],
  'an entry and its hash': [
    [
      `update ledger_entries set line = replace(line, '"n":77', '"n":78') where seq = 77`,
      `update ledger_entries set leaf_hash = sha256('\\x00'::bytea || convert_to(line, 'UTF8')) where seq = 77`,
    ],
    { seq: 78, part: 'entries' },
  ],
  'an entry that is taken away': [
    ['delete from ledger_entries where seq = 300'],
    { seq: 300, part: 'entries' },
  ],
  'two entries that change places': [
    [
      'update ledger_entries set seq = 9999 where seq = 10',
      'update ledger_entries set seq = 10 where seq = 11',
      'update ledger_entries set seq = 11 where seq = 9999',
    ],
    { seq: 10, part: 'entries' },
  ],
  'the key that an entry is kept under': [
    [`update ledger_entries set key = '"other"' where seq = 5`],
    { seq: 5, part: 'index' },
  ],
  'a node of the tree': [
    [`update ledger_nodes set hash = sha256('x') where place = 900`],
    { part: 'tree' },
  ],
  'a node that is taken away': [['delete from ledger_nodes where place = 900'], { part: 'tree' }],
  'the last entries, all that is made of them, and the head': [
    [
      'delete from ledger_entries where seq >= 500',
      'delete from ledger_nodes where place >= 994',
      `update ledger_head set size = 500, last_group = (select max(seq) from ledger_entries),
         previous = (select encode(leaf_hash, 'hex') from ledger_entries where seq = 499)`,
    ],
    { seq: 499, part: 'index' },
  ],
  'the head alone, set back': [
    [
      `update ledger_head set size = 599,
         previous = (select encode(leaf_hash, 'hex') from ledger_entries where seq = 598)`,
    ],
    { seq: 599, part: 'entries' },
  ],
  'what the head says of the last entry': [
    [`update ledger_head set previous = repeat('a', 64)`],
    { seq: 599, part: 'index' },
  ],
  'the note of a checkpoint': [
    [`update ledger_checkpoints set note = replace(note, '400', '401') where size = 400`],
    { seq: undefined, part: 'checkpoints' },
  ],
  'the size that a checkpoint is kept under': [
    ['update ledger_checkpoints set size = 399 where size = 400'],
    { seq: undefined, part: 'checkpoints' },
  ],
  'a second entry with a key that is there, without the index': [
    [
      'alter table ledger_entries drop constraint ledger_entries_key',
      `update ledger_entries set key = (select key from ledger_entries where seq = 3) where seq = 9`,
    ],
    { seq: 9, part: 'entries' },
  ],
}

/** How a byte of a value becomes another; letters are ones that make no other key, number or hash that may be there. */
const CHANGES = {
  text: (column: string, at: number) =>
    `overlay(${column} placing case substr(${column}, 1 + ${at} % length(${column}), 1)
       when '~' then '^' else '~' end from 1 + ${at} % length(${column}))`,
  hex: (column: string, at: number) =>
    `overlay(${column} placing translate(substr(${column}, 1 + ${at} % 64, 1),
       '0123456789abcdef', '123456789abcdef0') from 1 + ${at} % 64)`,
  bytes: (column: string, at: number) =>
    `set_byte(${column}, ${at} % 32, get_byte(${column}, ${at} % 32) # ${1 + (at % 255)})`,
  // Beyond the 600 entries and 1,200 nodes that there are, and within what JSON carries.
  number: (column: string, at: number) => `${column} # (1::bigint << ${11 + (at % 40)})`,
} as const

/** Rows in the order in which they came. */
const ORDERS: Readonly<Record<string, string>> = {
  ledger_entries: 'seq',
  ledger_nodes: 'place',
  ledger_checkpoints: 'size',
  ledger_head: 'is_head',
}

/** Every column that holds something, and what an audit says of the entry where one of its bytes is another. */
const COLUMNS: readonly (readonly [
  table: string,
  column: string,
  change: keyof typeof CHANGES,
  part: AuditFault['part'] | undefined,
])[] = [
  ['ledger_entries', 'line', 'text', 'entries'],
  ['ledger_entries', 'leaf_hash', 'bytes', 'entries'],
  ['ledger_entries', 'seq', 'number', 'entries'],
  ['ledger_entries', 'key', 'text', 'index'],
  ['ledger_nodes', 'hash', 'bytes', 'tree'],
  ['ledger_nodes', 'place', 'number', 'tree'],
  ['ledger_checkpoints', 'note', 'text', undefined],
  ['ledger_checkpoints', 'size', 'number', 'checkpoints'],
  ['ledger_head', 'size', 'number', 'entries'],
  ['ledger_head', 'last_group', 'number', 'index'],
  ['ledger_head', 'previous', 'hex', 'index'],
  ['ledger_head', 'verifier_key', 'text', undefined],
]

describeOnDatabases('an audit of a ledger in tables', (_, createDatabases) => {
  let databases: TestDatabases
  let database: Database
  let place: TablePlace

  beforeAll(async () => {
    databases = await createDatabases()
    database = await openNext(databases)
    place = await createTablePlace(database)
    const ledger = await place.open()
    await fill(ledger, SIZE)
    await ledger.close()
  })
  afterAll(async () => {
    await database.close()
    await databases.dispose()
  })

  test('finds nothing where nothing was done', async () => {
    const report = await auditSqlLedger({ database })
    expect(report).toMatchObject({ isClean: true, entries: SIZE, checkpoints: 3, covered: SIZE })
    expect(report.faults).toEqual([])
    const ledger = await place.open()
    expect(report.root).toBe(Buffer.from(ledger.head.root).toString('hex'))
    await ledger.close()
  })

  test.each(Object.keys(DEEDS))('names %s', async (name) => {
    const [statements, expected] = DEEDS[name]!
    await doAndUndo(database, statements, async (transaction) => {
      const { isClean, faults } = await auditSqlLedger({ database: within(database, transaction) })
      expect(isClean).toBe(false)
      const sorted = faults.find(({ part }) => part === expected.part)
      expect(sorted).toMatchObject(expected)
    })
  })

  test('names any one byte that is another, wherever it is', async () => {
    const anyByte = fc.tuple(fc.constantFrom(...COLUMNS), fc.nat(1e6), fc.nat(1e6))
    const property = fc.asyncProperty(anyByte, async ([[table, column, change, part], row, at]) => {
      const alter = `update ${table} set ${column} = ${CHANGES[change](column, at)} where ctid =
        (select ctid from ${table} order by ${ORDERS[table]} offset ${row} % (select count(*) from ${table}) limit 1)`
      await doAndUndo(database, [alter], async (transaction) => {
        const faults = await listFaults(within(database, transaction))
        expect(faults).not.toEqual([])
        if (part !== undefined) expect(faults.map((fault) => fault.part)).toContain(part)
        if (table !== 'ledger_entries') return
        expect(faults.find((fault) => fault.part === part)?.seq).toBe(row % SIZE)
      })
    })
    await fc.assert(property, { numRuns: tries(75) })
  })

  test('holds a ledger to checkpoints that were exported, and to the key that is handed in', async () => {
    const exported = await database.query<{ note: string }>(
      'select note from ledger_checkpoints where size = 400',
    )
    const notes = exported.map(({ note }) => note)
    expect((await auditSqlLedger({ database, exported: notes })).isClean).toBe(true)
    const statements = [
      'delete from ledger_entries where seq >= 300',
      'delete from ledger_nodes',
      'delete from ledger_checkpoints where size > 300',
      `update ledger_head set size = 300, last_group = 299,
         previous = (select encode(leaf_hash, 'hex') from ledger_entries where seq = 299)`,
    ]
    await doAndUndo(database, statements, async (transaction) => {
      const inside = within(database, transaction)
      const { faults } = await auditSqlLedger({ database: inside, exported: notes })
      expect(faults).toContainEqual(expect.objectContaining({ seq: 300, part: 'exported' }))
    })
    const { signer } = makeSigner()
    const other = await auditSqlLedger({ database, key: signer.key })
    expect(other.isClean).toBe(false)
  })

  test('audits the ledger as it is when it begins, while others append', async () => {
    const own = await createTablePlace(database)
    const ledger = await own.open({ checkpointMs: 5 })
    let isOver = false
    const produce = async (producer: number) => {
      for (let n = 0; !isOver; n++) await ledger.append({ key: `${producer}/${n}`, event: { n } })
    }
    const producers = [0, 1, 2, 3].map(produce)
    let before = -1
    for (let audits = 0; audits < 8; audits++) {
      const known = ledger.head.size
      const { faults, entries } = await auditSqlLedger({ database })
      expect(faults).toEqual([])
      expect(entries).toBeGreaterThanOrEqual(known)
      expect(entries).toBeGreaterThan(before)
      before = entries
      await expect.poll(() => ledger.head.size).toBeGreaterThan(before)
    }
    isOver = true
    await Promise.all(producers)
    await ledger.close()
  })

  test('goes on page by page, tells how far it is, and can be given up', async () => {
    const own = await createTablePlace(database)
    const ledger = await own.open()
    const count = 1300
    const appends = Array.from({ length: count }, (_, n) => ({ key: `${n}`, event: { n } }))
    await Promise.all(appends.map((record) => ledger.append(record)))
    await ledger.close()
    const told: number[] = []
    const report = await auditSqlLedger({ database, onProgress: (entries) => told.push(entries) })
    expect(report).toMatchObject({ isClean: true, entries: count })
    expect(told.length).toBeGreaterThan(3)
    expect(told).toEqual(told.toSorted((one, other) => one - other))
    expect(told.at(-1)).toBe(count)
    const abort = new AbortController()
    const onProgress = () => abort.abort(new Error('given up'))
    const given = auditSqlLedger({ database, signal: abort.signal, onProgress })
    await expect(given).rejects.toThrow('given up')
  })

  test('the tables refuse to forget', async () => {
    const statements = [
      ...TABLES.flatMap((table) => [`delete from ${table}`, `truncate ${table}`]),
      `update ledger_entries set line = ''`,
      `update ledger_nodes set hash = sha256('x')`,
      `update ledger_checkpoints set note = ''`,
      'update ledger_head set size = 3',
      `update ledger_head set size = 10000, verifier_key = 'other'`,
    ]
    for (const statement of statements) {
      await expect(database.query(statement)).rejects.toThrow('the ledger only grows')
    }
    expect((await auditSqlLedger({ database })).isClean).toBe(true)
  })

  test.each([0, 5, 10, 25])(
    'a process that has seen entries takes no more when others have replaced ten of them by %i',
    async (count) => {
      const own = await createTablePlace(database)
      const ledger = await own.open()
      await fill(ledger, 20)
      await alter(database, [
        'delete from ledger_entries where seq >= 10',
        'delete from ledger_nodes where place >= 18',
        'delete from ledger_checkpoints',
        `update ledger_head set size = 10, last_group = 0,
           previous = (select encode(leaf_hash, 'hex') from ledger_entries where seq = 9)`,
      ])
      const other = await own.open()
      for (let n = 0; n < count; n++) await other.append({ key: `other ${n}`, event: { n } })
      // It holds together by itself: who was not there before cannot tell.
      if (count > 0) expect((await auditSqlLedger({ database })).faults).toEqual([])
      await expect(ledger.append({ key: 'next', event: {} })).rejects.toThrow(LedgerDamagedError)
      await expect(ledger.append({ key: 'next', event: {} })).rejects.toThrow(LedgerClosedError)
      await ledger.close()
      await other.close()
    },
  )

  test('a ledger is not opened with another key, nor where it is not what was signed', async () => {
    const own = await createTablePlace(database)
    const ledger = await own.open()
    await fill(ledger, 20)
    await ledger.close()
    const { signer } = makeSigner()
    await expect(own.open({ signer })).rejects.toMatchObject({ code: 'ledger/folder' })
    await alter(database, [`update ledger_nodes set hash = sha256('x') where place = 30`])
    await expect(own.open()).rejects.toThrow(LedgerDamagedError)
  })

  test('an entry whose bytes were altered is not read', async () => {
    const own = await createTablePlace(database)
    const ledger = await own.open()
    await fill(ledger, 20)
    await alter(database, [`update ledger_entries set line = line || ' ' where seq = 7`])
    await expect(ledger.read(0, 20)).rejects.toMatchObject({ details: { seq: 7 } })
    expect(await ledger.read(8, 12)).toHaveLength(12)
    await ledger.close()
  })

  test('what a database refuses is refused by the ledger, which goes on after', async () => {
    const own = await createTablePlace(database)
    const ledger = await own.open()
    await database.query('alter table ledger_nodes rename to elsewhere')
    await expect(ledger.append({ key: 'a', event: {} })).rejects.toThrow(LedgerWriteError)
    expect(ledger.head.size).toBe(0)
    await database.query('alter table elsewhere rename to ledger_nodes')
    expect(await ledger.append({ key: 'a', event: {} })).toEqual({ seq: 0, isNew: true })
    await ledger.close()
    expect((await auditSqlLedger({ database })).isClean).toBe(true)
  })
})

/** What an audit finds; a ledger whose key is none is refused as a whole. */
async function listFaults(database: Database): Promise<readonly Partial<AuditFault>[]> {
  try {
    return (await auditSqlLedger({ database })).faults
  } catch (error) {
    if (!(error instanceof LedgerFolderError)) throw error
    return [{ problem: error.message }]
  }
}

/** Appends until there are so many, with a checkpoint behind each 200. */
async function fill(ledger: SqlLedger, size: number): Promise<void> {
  for (let first = 0; first < size; first += 10) {
    const appends = Array.from({ length: 10 }, (_, place) => first + place)
    await Promise.all(appends.map((n) => ledger.append({ key: `key ${n}`, event: { n } })))
    if ((first + 10) % 200 === 0) await ledger.checkpoint()
  }
}

/** Alters what the tables protect, as whoever owns them can. */
async function alterWithin(transaction: Transaction, statements: readonly string[]): Promise<void> {
  for (const table of TABLES) await transaction.query(`alter table ${table} disable trigger all`)
  for (const statement of statements) await transaction.query(statement)
}

async function alter(database: Database, statements: readonly string[]): Promise<void> {
  await database.transaction((transaction) => alterWithin(transaction, statements))
}

const UNDO = new Error('undone')

async function doAndUndo(
  database: Database,
  statements: readonly string[],
  look: (transaction: Transaction) => Promise<void>,
): Promise<void> {
  const done = database.transaction(async (transaction) => {
    await alterWithin(transaction, statements)
    await look(transaction)
    throw UNDO
  })
  await expect(done).rejects.toBe(UNDO)
}

/** The database as a transaction sees it that is under way. */
function within(database: Database, transaction: Transaction): Database {
  return {
    place: database.place,
    survivesPowerLoss: database.survivesPowerLoss,
    query: transaction.query.bind(transaction),
    transaction: (work) => work(transaction),
    runForeign: database.runForeign.bind(database),
    assertOutside() {},
    close: async () => {},
  }
}
