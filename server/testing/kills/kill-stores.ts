/** The stores that are killed. Another is put under the same trial by an entry here. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { auditLedgerFolder } from '../../ledger/files/audit-folder.ts'
import { FileLedger } from '../../ledger/files/file-ledger.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { readSigner } from '../../ledger/signer.ts'
import { auditSqlLedger } from '../../ledger/sql/audit-sql-ledger.ts'
import { SqlLedger } from '../../ledger/sql/sql-ledger.ts'
import type { Database } from '../../storage/database.ts'
import { type DatabaseAddress, openDatabase } from '../../storage/open-database.ts'
import { PlainLedger } from './plain-ledger.ts'
import type { PlantedBug } from './planted-bugs.ts'

export interface KillStore {
  /**
   * Opens the ledger; in a process that is killed.
   *
   * @param place the folder, or the address of the database.
   */
  open(place: string, bug: PlantedBug | undefined): Promise<Ledger>
  /** The lines of all entries; in the harness, while no process has the ledger open. */
  readLines(place: string): AsyncIterable<string>
  /** What an audit finds fault with; in the harness. */
  audit(place: string): Promise<readonly string[]>
}

/** Small, so that new segments and checkpoints come while processes are killed. */
const SEGMENT_BYTES = 64 * 1024
const CHECKPOINT_MS = 60

const files: KillStore = {
  open: (folder) =>
    FileLedger.open({ folder, segmentBytes: SEGMENT_BYTES, checkpointMs: CHECKPOINT_MS }),
  readLines: readFolderLines,
  async audit(folder) {
    const { faults } = await auditLedgerFolder({ folder })
    return faults.map(({ seq, part, problem }) => `${part}, entry ${seq ?? 'none'}: ${problem}`)
  },
}

/** Where a ledger in tables is, and what it is signed with. */
export interface TablesPlace {
  readonly address: DatabaseAddress
  readonly pem: string
  readonly name: string
}

/** A place as a text, for processes. */
export function formatTablesPlace(place: TablesPlace): string {
  return JSON.stringify(place)
}

const tables: KillStore = {
  async open(place) {
    const { address, pem, name } = JSON.parse(place) as TablesPlace
    const database = await openDatabase(address)
    const signer = readSigner(pem, name)
    const ledger = await SqlLedger.open({ database, signer, checkpointMs: CHECKPOINT_MS })
    return closingWith(ledger, database)
  },
  async *readLines(place) {
    const { address } = JSON.parse(place) as TablesPlace
    const database = await openDatabase(address)
    try {
      const sql = 'select line from ledger_entries order by seq'
      for (const { line } of await database.query<{ line: string }>(sql)) yield line
    } finally {
      await database.close()
    }
  },
  async audit(place) {
    const { address } = JSON.parse(place) as TablesPlace
    const database = await openDatabase(address)
    try {
      const { faults } = await auditSqlLedger({ database })
      return faults.map(({ seq, part, problem }) => `${part}, entry ${seq ?? 'none'}: ${problem}`)
    } finally {
      await database.close()
    }
  },
}

/** A ledger that takes its database with it when it is closed. */
function closingWith(ledger: SqlLedger, database: Database): Ledger {
  return {
    get head() {
      return ledger.head
    },
    get failure() {
      return ledger.failure
    },
    origin: ledger.origin,
    verifierKey: ledger.verifierKey,
    append: (record) => ledger.append(record),
    read: (from, count) => ledger.read(from, count),
    readNodes: (places) => ledger.readNodes(places),
    checkpoint: () => ledger.checkpoint(),
    async close() {
      await ledger.close()
      await database.close()
    },
  }
}

/** Stores by their names. */
export const KILL_STORES = {
  files,
  /** With segments and checkpoints as they usually are; to be measured. */
  usual: { ...files, open: (folder) => FileLedger.open({ folder }) },
  /** Right as it is, and there for the bugs that are planted in it. */
  plain: { ...files, open: (folder, bug) => PlainLedger.open(folder, bug) },
  /** In a database; its place is what `formatTablesPlace` gives. */
  tables,
} as const satisfies Record<string, KillStore>

export type KillStoreName = keyof typeof KILL_STORES

/** The entries of a folder, read the obvious way. */
async function* readFolderLines(folder: string): AsyncGenerator<string> {
  const entries = join(folder, 'entries')
  for (const name of (await readdir(entries)).sort()) {
    const text = await readFile(join(entries, name), 'utf8')
    // The hash and the space in front, and what is behind the last line break, are no part of it.
    for (const line of text.split('\n').slice(0, -1)) yield line.slice(65)
  }
}
