/** A ledger in tables out of one in files: the lines of entries and the notes of checkpoints are the same in both. */
import { quoteJson } from '../../../engine/json/canonical-json.ts'
import { MerkleFrontier } from '../../../engine/ledger/merkle-frontier.ts'
import { formatVerifierKey } from '../../../engine/ledger/signed-note.ts'
import { countStoredNodes } from '../../../engine/ledger/stored-nodes.ts'
import type { Transaction } from '../../storage/database.ts'
import {
  addLedgerCheckpoint,
  addLedgerGroup,
  beginLedger,
  type LedgerEntryRow,
} from '../../storage/ledger-tables.ts'
import { UncleanLedgerError } from '../errors.ts'
import { readCheckpoints } from '../files/checkpoint-lines.ts'
import { realDisk } from '../files/disk.ts'
import { listSegments, nameLedgerFolder, readLedgerFolder } from '../files/ledger-folder.ts'
import { SCAN_BEGIN, scanEntries } from '../files/scan-entries.ts'
import { hashBytes } from '../hash-bytes.ts'

/** Put there at once. */
const PAGE_ENTRIES = 500

/**
 * Puts a ledger that was audited into tables that have none.
 *
 * @throws {UncleanLedgerError} where an entry is not as it should be.
 */
export async function importSqlLedger(transaction: Transaction, from: string): Promise<void> {
  const folder = nameLedgerFolder(from)
  const key = await readLedgerFolder(folder)
  const { previous } = SCAN_BEGIN
  const head = { verifierKey: formatVerifierKey(key), size: 0, group: 0, previous }
  await beginLedger(transaction, head)
  const adding = new Adding(transaction)
  const segments = await listSegments(folder)
  for await (const scanned of scanEntries(folder, realDisk, segments, SCAN_BEGIN)) {
    if (scanned.kind === 'broken') {
      const fault = `entry ${scanned.seq}: ${scanned.problem}`
      throw new UncleanLedgerError({ folder: from, fault })
    }
    await adding.add(scanned)
  }
  await adding.end()
  for (const { note, checkpoint } of (await readCheckpoints(folder)).lines) {
    await addLedgerCheckpoint(transaction, checkpoint.size, note)
  }
}

interface Line {
  readonly line: string
  readonly entry: { readonly seq: number; readonly key: string; readonly group: number }
  readonly leafHash: Uint8Array
}

/** Entries on their way into tables, some at a time. */
class Adding {
  readonly #transaction: Transaction
  readonly #frontier = new MerkleFrontier(hashBytes)
  #entries: LedgerEntryRow[] = []
  #nodes: Uint8Array[] = []
  #group = 0

  constructor(transaction: Transaction) {
    this.#transaction = transaction
  }

  async add({ line, entry: { seq, key, group }, leafHash }: Line): Promise<void> {
    this.#entries.push({ seq, key: quoteJson(key)!, leafHash, line })
    for (const node of this.#frontier.append(leafHash)) this.#nodes.push(node)
    this.#group = group
    if (this.#entries.length === PAGE_ENTRIES) await this.end()
  }

  async end(): Promise<void> {
    const last = this.#entries.at(-1)
    if (last === undefined) return
    const previous = Buffer.from(last.leafHash).toString('hex')
    await addLedgerGroup(this.#transaction, {
      ...{ entries: this.#entries, nodes: this.#nodes },
      firstPlace: countStoredNodes(this.#entries[0]!.seq),
      head: { size: last.seq + 1, group: this.#group, previous },
    })
    this.#entries = []
    this.#nodes = []
  }
}
