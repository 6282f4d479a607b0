/** What a row of the entries can be told of without the others. */
import { hashEntry, isEntryAt } from '../../../engine/ledger/ledger-entry.ts'
import type { LedgerEntryRow } from '../../storage/ledger-tables.ts'
import { hashBytes } from '../hash-bytes.ts'

/** What is wrong with a row by itself; undefined where nothing is. */
export function findRowFault(row: LedgerEntryRow, seq: number): string | undefined {
  if (row.seq !== seq) return 'it is missing'
  const isSame = Buffer.compare(row.leafHash, hashEntry(hashBytes, row.line)) === 0
  if (!isSame) return 'its bytes are not those of its hash'
  return isEntryAt(row.line, seq) ? undefined : 'another entry stands in its place'
}
