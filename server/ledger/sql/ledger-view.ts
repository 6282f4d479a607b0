/**
 * How far one process has seen a ledger in tables. It keeps the edge of the tree in its own memory, so that it goes on
 * only from what it saw: whoever alters or takes away what it has seen is found out when others add to it.
 */
import { NO_PREVIOUS } from '../../../engine/ledger/ledger-entry.ts'
import { MerkleFrontier } from '../../../engine/ledger/merkle-frontier.ts'
import type { Queries } from '../../storage/database.ts'
import {
  type LedgerHeadRow,
  readLeafHashes,
  readLedgerEntries,
} from '../../storage/ledger-tables.ts'
import { LedgerDamagedError } from '../errors.ts'
import { hashBytes } from '../hash-bytes.ts'
import { type EntriesBefore, readNextEntry } from '../next-entry.ts'
import { findRowFault } from './row-fault.ts'

/** It is never altered: what goes on from it is another. */
export interface LedgerView extends EntriesBefore {
  readonly frontier: MerkleFrontier
}

/** Nothing was seen yet. */
export const EMPTY_VIEW: LedgerView = Object.freeze({
  ...{ size: 0, group: 0, previous: NO_PREVIOUS },
  frontier: new MerkleFrontier(hashBytes),
})

/** Leaf hashes are read so many at once. */
const PAGE_ENTRIES = 10_000

/**
 * Goes on from a view to where the ledger stands.
 *
 * @param place what damage is said to be in.
 * @throws {LedgerDamagedError} where what was seen is not what the ledger goes on from.
 */
export async function followHead(
  queries: Queries,
  place: string,
  view: LedgerView,
  head: LedgerHeadRow,
): Promise<LedgerView> {
  const fail = (seq: number, problem: string) =>
    new LedgerDamagedError({ folder: place, seq, problem })
  if (head.size < view.size) throw fail(head.size, `entries up to ${view.size} were there before`)
  if (head.size > view.size) {
    const problem = await findBreak(queries, view)
    if (problem !== undefined) throw fail(view.size, problem)
  }
  let { previous } = view
  const frontier = view.size === head.size ? view.frontier : copyFrontier(view.frontier)
  while (frontier.size < head.size) {
    const end = Math.min(head.size, frontier.size + PAGE_ENTRIES)
    const hashes = await readLeafHashes(queries, frontier.size, end)
    if (hashes.length < end - frontier.size) throw fail(frontier.size, 'entries are missing')
    for (const leafHash of hashes) frontier.append(leafHash)
    previous = Buffer.from(hashes.at(-1)!).toString('hex')
  }
  if (head.previous !== previous) {
    throw fail(Math.max(0, head.size - 1), 'the ledger goes on from another entry')
  }
  return { size: head.size, group: head.group, previous, frontier }
}

/** What is wrong with the first entry behind a view: it has the hash of the last that was seen, and so of all. */
async function findBreak(queries: Queries, view: LedgerView): Promise<string | undefined> {
  const [row] = await readLedgerEntries(queries, view.size, view.size + 1)
  if (row === undefined) return 'it is missing'
  const fault = findRowFault(row, view.size)
  if (fault !== undefined) return fault
  const entry = readNextEntry(view, row.line)
  return typeof entry === 'string' ? entry : undefined
}

/** Another edge of the same tree, to go on from. */
export function copyFrontier(frontier: MerkleFrontier): MerkleFrontier {
  return MerkleFrontier.restore(hashBytes, frontier.size, frontier.nodes())
}
