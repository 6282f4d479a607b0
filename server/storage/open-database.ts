/** Opens the database that a server was told to use, with its tables as this program knows them. */
import type { Database } from './database.ts'
import type { Driver } from './driver.ts'
import { createEmbeddedDriver } from './embedded-driver.ts'
import { StorageUnsuitableError } from './errors.ts'
import { ALL_MIGRATIONS } from './migrations/all-migrations.ts'
import { applyMigrations } from './migrations/apply-migrations.ts'
import { createServerDriver } from './server-driver.ts'
import { SqlDatabase } from './sql-database.ts'

export type DatabaseAddress =
  /** Inside this program, with its data in a folder. */
  | { readonly kind: 'embedded'; readonly folder: string }
  /** A PostgreSQL server, from version 15 on: `postgresql://user:password@host:port/database`. */
  | { readonly kind: 'server'; readonly url: string }

export interface DatabaseLimits {
  /** How long a statement may take, in milliseconds. */
  readonly statementMs?: number
  /** Connections to a server; an embedded one has one. */
  readonly connections?: number
  /** Leaves the tables as they are, for those who only read. */
  readonly isAsFound?: boolean
}

const STATEMENT_MS = 30_000
const CONNECTIONS = 10

/** The oldest PostgreSQL that the SQL of this room is tried on, as `server_version_num` has it. */
const OLDEST = 150_000

/**
 * Opens a database; the caller closes it.
 *
 * @throws {StorageLockedError} where another process has an embedded one open.
 * @throws {StorageUnavailableError} where a server does not answer or lets us not in.
 * @throws {StorageUnsuitableError} where the address is none, the server too old, its encoding not UTF-8, or the
 *   tables are those of a newer program.
 */
export async function openDatabase(
  address: DatabaseAddress,
  { statementMs = STATEMENT_MS, connections = CONNECTIONS, isAsFound = false }: DatabaseLimits = {},
): Promise<Database> {
  const driver: Driver =
    address.kind === 'embedded'
      ? createEmbeddedDriver({ folder: address.folder, statementMs })
      : createServerDriver({ url: address.url, connections, statementMs })
  try {
    const database = new SqlDatabase(driver, await examine(driver))
    if (!isAsFound) await applyMigrations(database, ALL_MIGRATIONS)
    return database
  } catch (error) {
    await driver.close().catch(() => {})
    throw error
  }
}

/** Tells whether what is committed there survives a loss of power. */
async function examine(driver: Driver): Promise<boolean> {
  const [found] = await new SqlDatabase(driver, false).query<{
    version: number
    encoding: string
    fsync: string
  }>(
    `select current_setting('server_version_num')::integer as version,
       current_setting('server_encoding') as encoding, current_setting('fsync') as fsync`,
  )
  const fail = (problem: string) => new StorageUnsuitableError({ place: driver.place, problem })
  if (found === undefined) throw fail('it does not say what it is')
  if (found.version < OLDEST) throw fail(`it is older than PostgreSQL ${OLDEST / 10_000}`)
  if (found.encoding !== 'UTF8') throw fail(`its encoding is ${found.encoding}, and not UTF8`)
  return found.fsync === 'on'
}
