/** The statements with which tables are made anew from the ledger. */
import type { Queries, Transaction } from './database.ts'

const NAME = /^[a-z][a-z0-9_]{0,62}$/

/** Empties tables, all at once. */
export async function emptyTables(
  transaction: Transaction,
  tables: readonly string[],
): Promise<void> {
  if (tables.length === 0) return
  for (const table of tables) {
    if (!NAME.test(table)) throw new Error(`${JSON.stringify(table)} is no name of a table`)
  }
  await transaction.query(`truncate ${tables.join(', ')}`)
}

/** Puts consumers back to the first event; what failed and what is dead of them is forgotten. */
export async function resetConsumers(
  transaction: Transaction,
  consumers: readonly string[],
): Promise<void> {
  for (const table of ['consumer_failures', 'dead_letters']) {
    await transaction.query(`delete from ${table} where consumer = any($1::text[])`, [consumers])
  }
  await transaction.query(
    'update consumers set position = 0, last_sha256 = null where name = any($1::text[])',
    [consumers],
  )
}

/** Puts consumers that are behind the end of a ledger back to it, with what is dead of theirs behind it. */
export async function lowerPositions(transaction: Transaction, size: number): Promise<void> {
  for (const table of ['consumer_failures', 'dead_letters']) {
    await transaction.query(`delete from ${table} where seq >= $1`, [size])
  }
  await transaction.query(
    'update consumers set position = least(position, $1), last_sha256 = null',
    [size],
  )
}

/** Locks all consumers for the rest of a transaction: none of them moves on meanwhile. */
export async function lockConsumers(transaction: Transaction): Promise<void> {
  await transaction.query('select 1 from consumers order by name for update')
}

/** How far consumers have come. */
export interface ConsumerPositionRow {
  readonly name: string
  readonly position: number
  /** Of the text of the last entry that it has passed; undefined where an older program moved it. */
  readonly last_sha256: string | undefined
}

/** All consumers, the one that has come furthest first. */
export async function selectPositions(queries: Queries): Promise<readonly ConsumerPositionRow[]> {
  return await queries.query<{ name: string; position: number; last_sha256: string | undefined }>(
    'select name, position, last_sha256 from consumers order by position desc, name',
  )
}
