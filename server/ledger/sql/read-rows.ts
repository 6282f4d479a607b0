/** Lines and nodes of a ledger in tables, each held to what it has to be. */
import type { NodePlace } from '../../../engine/ledger/merkle-proof.ts'
import { placeOfNode } from '../../../engine/ledger/stored-nodes.ts'
import type { Queries } from '../../storage/database.ts'
import { readLedgerEntries, readLedgerNodes } from '../../storage/ledger-tables.ts'
import { LedgerDamagedError } from '../errors.ts'
import { findRowFault } from './row-fault.ts'

/**
 * The lines of entries, from one on and before another.
 *
 * @param place what damage is said to be in.
 * @throws {LedgerDamagedError} where one is missing, or not what its hash says.
 */
export async function readLines(
  queries: Queries,
  place: string,
  from: number,
  end: number,
): Promise<readonly string[]> {
  const rows = await readLedgerEntries(queries, from, end)
  return Array.from({ length: end - from }, (_, at) => {
    const row = rows[at]
    const seq = from + at
    const problem = row === undefined ? 'it is missing' : findRowFault(row, seq)
    if (problem !== undefined) throw new LedgerDamagedError({ folder: place, seq, problem })
    return row!.line
  })
}

/**
 * Hashes of nodes.
 *
 * @param place what damage is said to be in.
 * @throws {LedgerDamagedError} where the tree has not one of them.
 */
export async function readNodes(
  queries: Queries,
  place: string,
  nodes: readonly NodePlace[],
): Promise<readonly Uint8Array[]> {
  const places = nodes.map(({ level, index }) => placeOfNode(level, index))
  const found = await readLedgerNodes(queries, places)
  return places.map((at, n) => {
    const hash = found.get(at)
    if (hash !== undefined) return hash
    const { level, index } = nodes[n]!
    const problem = 'its tree ends before it'
    throw new LedgerDamagedError({ folder: place, seq: index * 2 ** level, problem })
  })
}
