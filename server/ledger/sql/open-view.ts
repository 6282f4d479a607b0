/**
 * Where a ledger in tables stands when a process comes to it: what the newest checkpoint covers is taken from the tree,
 * whose root was signed, and the entries behind it are read and held together.
 */
import { parseCheckpoint } from '../../../engine/ledger/checkpoint.ts'
import { parseEntry } from '../../../engine/ledger/ledger-entry.ts'
import { MerkleFrontier } from '../../../engine/ledger/merkle-frontier.ts'
import { planRoot } from '../../../engine/ledger/merkle-proof.ts'
import { parseNote } from '../../../engine/ledger/signed-note.ts'
import { placeOfNode } from '../../../engine/ledger/stored-nodes.ts'
import type { Queries } from '../../storage/database.ts'
import {
  type LedgerEntryRow,
  type LedgerHeadRow,
  readLedgerEntries,
  readLedgerNodes,
  readNewestCheckpoint,
} from '../../storage/ledger-tables.ts'
import { LedgerDamagedError } from '../errors.ts'
import { hashBytes } from '../hash-bytes.ts'
import { readNextEntry } from '../next-entry.ts'
import { type Signer, signHead } from '../signer.ts'
import { copyFrontier, EMPTY_VIEW, type LedgerView } from './ledger-view.ts'
import { findRowFault } from './row-fault.ts'

/** Entries are read so many at once. */
const PAGE_ENTRIES = 500

/**
 * Reads where a ledger stands.
 *
 * @throws {LedgerDamagedError} where it is not what was signed, or its entries do not follow each other.
 */
export async function openView(
  queries: Queries,
  place: string,
  head: LedgerHeadRow,
  signer: Signer,
): Promise<LedgerView> {
  return await new Opening(queries, place, head).read(signer)
}

class Opening {
  readonly #queries: Queries
  readonly #place: string
  readonly #head: LedgerHeadRow

  constructor(queries: Queries, place: string, head: LedgerHeadRow) {
    this.#queries = queries
    this.#place = place
    this.#head = head
  }

  async read(signer: Signer): Promise<LedgerView> {
    let view = await this.#readCovered(signer)
    while (view.size < this.#head.size) view = await this.#readPage(view)
    if (view.previous === this.#head.previous) return view
    throw this.#damaged(Math.max(0, view.size - 1), 'it is not the last one that was written')
  }

  async #readCovered(signer: Signer): Promise<LedgerView> {
    const newest = await readNewestCheckpoint(this.#queries)
    if (newest === undefined || newest.size === 0) return EMPTY_VIEW
    const { size } = newest
    if (size > this.#head.size) {
      throw this.#damaged(this.#head.size, `it is missing, and a checkpoint of ${size} was signed`)
    }
    const frontier = await this.#readFrontier(size)
    // Ed25519 has one signature of a text: a note that was signed with this key is the one that it signs now.
    if (newest.note !== signHead(signer, { size, root: frontier.root() })) {
      throw this.#damaged(size - 1, this.#describeNote(newest.note, frontier))
    }
    const [row] = await readLedgerEntries(this.#queries, size - 1, size)
    if (row === undefined) throw this.#damaged(size - 1, 'it is missing')
    const leafHash = this.#checkRow(row, size - 1)
    return { size, group: this.#readGroup(row), previous: toHex(leafHash), frontier }
  }

  #readGroup({ seq, line }: LedgerEntryRow): number {
    try {
      return parseEntry(line).group
    } catch (error) {
      throw this.#damaged(seq, error instanceof Error ? error.message : String(error))
    }
  }

  async #readFrontier(size: number): Promise<MerkleFrontier> {
    const places = planRoot(size).map(({ level, index }) => placeOfNode(level, index))
    const found = await readLedgerNodes(this.#queries, places)
    const nodes = places.map((node) => {
      const hash = found.get(node)
      if (hash === undefined) throw this.#damaged(size - 1, `node ${node} of its tree is missing`)
      return hash
    })
    return MerkleFrontier.restore(hashBytes, size, nodes)
  }

  #describeNote(note: string, frontier: MerkleFrontier): string {
    try {
      const { root } = parseCheckpoint(parseNote(note).text)
      return Buffer.compare(root, frontier.root()) === 0
        ? 'its checkpoint was not signed with the key of this ledger'
        : 'the entries up to it are not those of the newest checkpoint'
    } catch {
      return 'its checkpoint is none'
    }
  }

  async #readPage(view: LedgerView): Promise<LedgerView> {
    const end = Math.min(this.#head.size, view.size + PAGE_ENTRIES)
    const rows = await readLedgerEntries(this.#queries, view.size, end)
    if (rows.length < end - view.size) throw this.#damaged(view.size, 'entries are missing')
    const frontier = copyFrontier(view.frontier)
    let before = { size: view.size, group: view.group, previous: view.previous }
    for (const row of rows) {
      const leafHash = this.#checkRow(row, before.size)
      const entry = readNextEntry(before, row.line)
      if (typeof entry === 'string') throw this.#damaged(before.size, entry)
      frontier.append(leafHash)
      before = { size: before.size + 1, group: entry.group, previous: toHex(leafHash) }
    }
    return { ...before, frontier }
  }

  #checkRow(row: LedgerEntryRow, seq: number): Uint8Array {
    const problem = findRowFault(row, seq)
    if (problem !== undefined) throw this.#damaged(seq, problem)
    return row.leafHash
  }

  #damaged(seq: number, problem: string): LedgerDamagedError {
    return new LedgerDamagedError({ folder: this.#place, seq, problem })
  }
}

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
