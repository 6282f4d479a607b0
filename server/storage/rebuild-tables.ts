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
  await transaction.query('update consumers set position = 0 where name = any($1::text[])', [
    consumers,
  ])
}

/** Puts consumers that are behind the end of a ledger back to it, with what is dead of theirs behind it. */
export async function lowerPositions(transaction: Transaction, size: number): Promise<void> {
  for (const table of ['consumer_failures', 'dead_letters']) {
    await transaction.query(`delete from ${table} where seq >= $1`, [size])
  }
  await transaction.query('update consumers set position = $1 where position > $1', [size])
}

/** Locks all consumers for the rest of a transaction: none of them moves on meanwhile. */
export async function lockConsumers(transaction: Transaction): Promise<void> {
  await transaction.query('select 1 from consumers order by name for update')
}

/** The consumer that has come furthest; undefined where there is none. */
export async function findFurthestConsumer(
  queries: Queries,
): Promise<{ readonly name: string; readonly position: number } | undefined> {
  const [row] = await queries.query<{ name: string; position: number }>(
    'select name, position from consumers order by position desc, name limit 1',
  )
  return row
}
