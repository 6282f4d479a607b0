/** Ledgers of tests in the tables of a database, one at a time. */
import { formatVerifierKey } from '../../engine/ledger/verifier-key.ts'
import { makeSigner, type Signer } from '../ledger/signer.ts'
import { SqlLedger, type SqlLedgerOptions } from '../ledger/sql/sql-ledger.ts'
import type { Database } from '../storage/database.ts'
import { LEDGER } from '../storage/migrations/001-ledger.ts'
import { applyMigrations } from '../storage/migrations/apply-migrations.ts'
import type { LedgerPlace } from './ledger-place.ts'

export interface TablePlace extends LedgerPlace {
  readonly database: Database
  readonly signer: Signer
  open(options?: Partial<SqlLedgerOptions>): Promise<SqlLedger>
}

/** Makes the tables of a database anew, for a ledger that is not there yet. */
export async function createTablePlace(database: Database): Promise<TablePlace> {
  await emptyDatabase(database)
  await applyMigrations(database, [LEDGER])
  const { signer } = makeSigner()
  return {
    database,
    signer,
    open: (options) => SqlLedger.open({ database, signer, ...options }),
    readVerifierKey: async () => formatVerifierKey(signer.key),
    dispose: async () => {},
  }
}

/** Takes away all that is in a database. */
export async function emptyDatabase(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query('drop schema public cascade')
    await transaction.query('create schema public')
  })
}
