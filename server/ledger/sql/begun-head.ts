/** The row that says where a ledger in tables stands, for those who only read: there may be no tables. */
import type { Queries } from '../../storage/database.ts'
import { StorageStatementError } from '../../storage/errors.ts'
import { type LedgerHeadRow, readLedgerHead } from '../../storage/ledger-tables.ts'
import { LedgerFolderError } from '../errors.ts'

/** What PostgreSQL says of a table that is not there. */
const NO_TABLE = '42P01'

/** @throws {LedgerFolderError} where no ledger was begun. */
export async function readBegunHead(queries: Queries, place: string): Promise<LedgerHeadRow> {
  try {
    const head = await readLedgerHead(queries)
    if (head !== undefined) return head
  } catch (error) {
    const isNone = error instanceof StorageStatementError && error.details.sqlState === NO_TABLE
    if (!isNone) throw error
  }
  throw new LedgerFolderError({ folder: place, problem: 'none was begun' })
}
