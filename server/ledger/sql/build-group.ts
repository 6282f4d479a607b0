/** From appends that wait to the rows of a group. */
import { quoteJson } from '../../../engine/json/canonical-json.ts'
import { formatEntry, hashEntry } from '../../../engine/ledger/ledger-entry.ts'
import { countStoredNodes } from '../../../engine/ledger/stored-nodes.ts'
import type { LedgerEntryRow, LedgerGroup } from '../../storage/ledger-tables.ts'
import type { Waiting } from '../append-queue.ts'
import { hashBytes } from '../hash-bytes.ts'
import { copyFrontier, type LedgerView } from './ledger-view.ts'

/** A key as the tables have it: in quotes, since a text of SQL has no zero characters. */
export function nameKey(key: string): string {
  // Keys with half a surrogate were refused before.
  return quoteJson(key) ?? ''
}

/** The rows of entries that go on from a view, and the view behind them. */
export function buildGroup(
  view: LedgerView,
  records: readonly Pick<Waiting, 'key' | 'eventText'>[],
): { readonly group: LedgerGroup; readonly view: LedgerView } {
  const first = view.size
  const frontier = copyFrontier(view.frontier)
  const entries: LedgerEntryRow[] = []
  const nodes: Uint8Array[] = []
  let { previous } = view
  for (const [place, { key, eventText }] of records.entries()) {
    const seq = first + place
    const line = formatEntry({ seq, group: first, key, previous, eventText })
    const leafHash = hashEntry(hashBytes, line)
    entries.push({ seq, key: nameKey(key), leafHash, line })
    for (const node of frontier.append(leafHash)) nodes.push(node)
    previous = Buffer.from(leafHash).toString('hex')
  }
  const head = { size: frontier.size, group: first, previous }
  return {
    group: { entries, nodes, firstPlace: countStoredNodes(first), head },
    view: { ...head, frontier },
  }
}
