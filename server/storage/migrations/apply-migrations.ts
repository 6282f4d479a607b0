/**
 * Brings the tables of a database to the shape that this program knows: each migration in a transaction of its own,
 * by one process at a time.
 */
import { hash } from 'node:crypto'
import type { Database, Queries } from '../database.ts'
import { StorageUnsuitableError } from '../errors.ts'
import type { Migration } from './migration.ts'

/** Whoever migrates holds this advisory lock: a number of nobody else, "thunder" as bytes. */
const LOCK = 0x7468756e646572n

/**
 * Applies what is not applied yet; gives the numbers of what was.
 *
 * @throws {StorageUnsuitableError} where a migration that was applied is not the one of this program, or the program
 *   does not know it.
 */
export async function applyMigrations(
  database: Database,
  migrations: readonly Migration[],
): Promise<readonly number[]> {
  const applied: number[] = []
  for (;;) {
    const next = await database.transaction(async (transaction) => {
      await transaction.query('select pg_advisory_xact_lock($1::bigint)', [LOCK])
      const done = await readApplied(transaction)
      checkApplied(database.place, done, migrations)
      const migration = migrations[done.length]
      if (migration === undefined) return undefined
      for (const statement of migration.statements) await transaction.query(statement)
      await transaction.query(
        'insert into thunderline_migrations (number, name, hash) values ($1, $2, $3)',
        [migration.number, migration.name, hashMigration(migration)],
      )
      return migration.number
    })
    if (next === undefined) return applied
    applied.push(next)
  }
}

type Applied = { readonly number: number; readonly name: string; readonly hash: string }

async function readApplied(queries: Queries): Promise<readonly Applied[]> {
  await queries.query(
    `create table if not exists thunderline_migrations (
       number integer primary key,
       name text not null,
       hash text not null,
       applied timestamptz not null default now()
     )`,
  )
  return await queries.query<Applied>(
    'select number, name, hash from thunderline_migrations order by number',
  )
}

function checkApplied(
  place: string,
  applied: readonly Applied[],
  migrations: readonly Migration[],
): void {
  for (const [at, { number, name, hash: found }] of applied.entries()) {
    const known = migrations[at]
    if (known === undefined) {
      const problem = `it was migrated by a newer program (${number}, ${name}); this one knows ${migrations.length}`
      throw new StorageUnsuitableError({ place, problem })
    }
    if (known.number !== number || hashMigration(known) !== found) {
      const problem = `its migration ${number} (${name}) is not the one of this program (${known.name})`
      throw new StorageUnsuitableError({ place, problem })
    }
  }
}

function hashMigration({ number, name, statements }: Migration): string {
  return hash('sha256', JSON.stringify([number, name, statements]), 'hex')
}
