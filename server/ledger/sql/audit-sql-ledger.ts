/**
 * An audit of a ledger in tables: everything is read again and held together, and the first entry that is not as it
 * should be is named. It trusts nothing in the database but the key that verifies checkpoints, and not even that where
 * one is handed in.
 *
 * It is done in one transaction that sees the ledger as it is at its begin, whoever appends meanwhile. An embedded
 * database has one connection, so there others wait for the audit.
 */
import { NO_PREVIOUS } from '../../../engine/ledger/ledger-entry.ts'
import { MerkleFrontier } from '../../../engine/ledger/merkle-frontier.ts'
import { countStoredNodes } from '../../../engine/ledger/stored-nodes.ts'
import { parseVerifierKey, type VerifierKey } from '../../../engine/ledger/verifier-key.ts'
import type { Database, Transaction } from '../../storage/database.ts'
import {
  beginLedgerKeys,
  countLedgerStrays,
  fetchLedgerKeys,
  type LedgerEntryRow,
  type LedgerHeadRow,
  readLedgerCheckpoints,
  readLedgerEntries,
  readLedgerNodes,
} from '../../storage/ledger-tables.ts'
import type { AuditFault, AuditReport } from '../audit.ts'
import { LedgerFolderError } from '../errors.ts'
import { hashBytes } from '../hash-bytes.ts'
import { type EntriesBefore, readNextEntry } from '../next-entry.ts'
import {
  CheckpointComparison,
  type SignedCheckpoint,
  type VerifiedCheckpoints,
  verifyNotes,
} from '../signed-checkpoints.ts'
import { readBegunHead } from './begun-head.ts'
import { nameKey } from './build-group.ts'
import { findRowFault } from './row-fault.ts'

/** Entries that are read at once: at most 64 MiB of them. */
const PAGE_ENTRIES = 250
const PAGE_NOTES = 1000
/** More faults are not listed. */
const MAX_FAULTS = 20

export interface SqlAuditOptions {
  readonly database: Database
  /** The key to verify checkpoints with; that of the database when left out. */
  readonly key?: VerifierKey
  /** Checkpoints that were exported earlier, as notes: what they cover has to be there still. */
  readonly exported?: readonly string[]
  /** Is told how many entries were read, now and then. */
  readonly onProgress?: (entries: number) => void
  readonly signal?: AbortSignal
}

/**
 * Audits the ledger of a database; nothing is changed.
 *
 * @throws {LedgerFolderError} where there is no ledger at all.
 */
export async function auditSqlLedger(options: SqlAuditOptions): Promise<AuditReport> {
  const { database } = options
  return await database.transaction(
    async (transaction) => {
      const head = await readBegunHead(transaction, database.place)
      const key = options.key ?? readKey(database.place, head)
      const own = await verifyOwnNotes(transaction, key)
      const exported = await verifyNotes('exported', key, options.exported ?? [])
      const checkpoints = [...own.checkpoints, ...exported.checkpoints]
      const audit = new Audit(transaction, options, head, checkpoints)
      await audit.run()
      const faults = [...audit.faults, ...own.faults, ...exported.faults]
      return {
        isClean: faults.length === 0,
        entries: audit.size,
        root: audit.root,
        checkpoints: checkpoints.length,
        // There may be more of them than a call has arguments.
        covered: checkpoints.reduce((most, { checkpoint }) => Math.max(most, checkpoint.size), 0),
        ...{ writer: undefined, faults },
      }
    },
    { isolation: 'repeatable read', isReadOnly: true },
  )
}

function readKey(place: string, { verifierKey }: LedgerHeadRow): VerifierKey {
  try {
    return parseVerifierKey(verifierKey)
  } catch (cause) {
    throw new LedgerFolderError({ folder: place, problem: 'its key is none' }, { cause })
  }
}

async function verifyOwnNotes(
  transaction: Transaction,
  key: VerifierKey,
): Promise<VerifiedCheckpoints> {
  const checkpoints: SignedCheckpoint[] = []
  const faults: AuditFault[] = []
  for (let above = -1, before = 0; ; ) {
    const rows = await readLedgerCheckpoints(transaction, above, PAGE_NOTES)
    const last = rows.at(-1)
    if (last === undefined) return { checkpoints, faults }
    const notes = rows.map(({ note }) => note)
    const verified = await verifyNotes('own', key, notes, before)
    for (const signed of verified.checkpoints) checkpoints.push(signed)
    faults.push(...verified.faults.slice(0, MAX_FAULTS - faults.length))
    for (const { line, checkpoint } of verified.checkpoints) {
      const { size } = rows[line - before - 1]!
      if (checkpoint.size === size || faults.length >= MAX_FAULTS) continue
      const problem = `checkpoint ${line} is said to be of ${size}, and is of ${checkpoint.size}`
      faults.push({ seq: undefined, part: 'checkpoints', problem })
    }
    above = last.size
    before += rows.length
  }
}

class Audit {
  readonly #transaction: Transaction
  readonly #options: SqlAuditOptions
  readonly #head: LedgerHeadRow
  readonly #comparison: CheckpointComparison
  readonly #tree = new MerkleFrontier(hashBytes)
  readonly #faults: AuditFault[] = []
  #before: EntriesBefore = { size: 0, group: 0, previous: NO_PREVIOUS }

  constructor(
    transaction: Transaction,
    options: SqlAuditOptions,
    head: LedgerHeadRow,
    checkpoints: readonly SignedCheckpoint[],
  ) {
    this.#transaction = transaction
    this.#options = options
    this.#head = head
    this.#comparison = new CheckpointComparison(checkpoints, (fault) => this.#tell(fault))
  }

  get size(): number {
    return this.#tree.size
  }

  get root(): string {
    return Buffer.from(this.#tree.root()).toString('hex')
  }

  get faults(): readonly AuditFault[] {
    const orderOf = ({ seq, part }: AuditFault) => 2 * (seq ?? -1) + (part === 'entries' ? 0 : 1)
    return this.#faults.toSorted((first, second) => orderOf(first) - orderOf(second))
  }

  async run(): Promise<void> {
    this.#comparison.compare(this.#tree)
    if (!(await this.#readEntries())) return
    this.#comparison.checkMissing(this.#tree)
    this.#checkHead()
    await this.#checkStrays()
    await this.#checkKeys()
  }

  /** Goes through all entries; false where one is broken, as nothing more can be said of those behind it. */
  async #readEntries(): Promise<boolean> {
    while (this.size < this.#head.size) {
      this.#options.signal?.throwIfAborted()
      const first = this.size
      const end = Math.min(this.#head.size, first + PAGE_ENTRIES)
      const rows = await readLedgerEntries(this.#transaction, first, end)
      const nodes: Uint8Array[] = []
      for (let seq = first; seq < end; seq++) {
        const problem = this.#takeRow(rows[seq - first], nodes)
        if (problem === undefined) continue
        await this.#compareNodes(first, nodes)
        this.#tell({ seq, part: 'entries', problem })
        return false
      }
      await this.#compareNodes(first, nodes)
      this.#options.onProgress?.(this.size)
    }
    return true
  }

  /** Takes the next entry into the tree; gives what is wrong with it, where it cannot be the next. */
  #takeRow(row: LedgerEntryRow | undefined, nodes: Uint8Array[]): string | undefined {
    const { size } = this.#before
    const fault = row === undefined ? 'it is missing' : findRowFault(row, size)
    if (row === undefined || fault !== undefined) return fault
    const entry = readNextEntry(this.#before, row.line)
    if (typeof entry === 'string') return entry
    if (row.key !== nameKey(entry.key)) {
      this.#tell({ seq: size, part: 'index', problem: 'it is kept under another key than its own' })
    }
    for (const node of this.#tree.append(row.leafHash)) nodes.push(node)
    const previous = Buffer.from(row.leafHash).toString('hex')
    this.#before = { size: size + 1, group: entry.group, previous }
    this.#comparison.compare(this.#tree)
    return undefined
  }

  async #compareNodes(firstSeq: number, nodes: readonly Uint8Array[]): Promise<void> {
    const first = countStoredNodes(firstSeq)
    const places = nodes.map((_, at) => first + at)
    const found = await readLedgerNodes(this.#transaction, places)
    const wrong = places.find((place, at) => {
      const hash = found.get(place)
      return hash === undefined || Buffer.compare(hash, nodes[at]!) !== 0
    })
    if (wrong === undefined) return
    const problem = found.has(wrong)
      ? `node ${wrong} is not the hash of what is below it`
      : `node ${wrong} is missing`
    this.#tell({
      seq: firstSeq,
      part: 'tree',
      problem: `${problem}, here or in the entries behind`,
    })
  }

  #checkHead(): void {
    const { group, previous } = this.#head
    if (previous === this.#before.previous && group === this.#before.group) return
    const problem = 'the row that says where the ledger stands says otherwise'
    this.#tell({ seq: Math.max(0, this.size - 1), part: 'index', problem })
  }

  /** What lies behind the end belongs to nothing: it was put there, or the row of the head was set back. */
  async #checkStrays(): Promise<void> {
    const { size } = this
    const strays = await countLedgerStrays(this.#transaction, size, countStoredNodes(size))
    if (strays.entries > 0) {
      const problem = `there are ${strays.entries} entries beyond the ${size} that the ledger has`
      this.#tell({ seq: size, part: 'entries', problem })
    }
    if (strays.nodes > 0) {
      const problem = `there are ${strays.nodes} nodes beyond those of ${size} entries`
      this.#tell({ seq: size, part: 'tree', problem })
    }
  }

  /** Every key once: the index that sees to it may have been taken away. */
  async #checkKeys(): Promise<void> {
    await beginLedgerKeys(this.#transaction)
    let before: { readonly key: string; readonly seq: number } | undefined
    for (;;) {
      this.#options.signal?.throwIfAborted()
      const rows = await fetchLedgerKeys(this.#transaction)
      if (rows.length === 0) return
      for (const row of rows) {
        if (before?.key === row.key) {
          const problem = `it has the key of entry ${before.seq}`
          this.#tell({ seq: row.seq, part: 'entries', problem })
        } else before = row
      }
    }
  }

  #tell(fault: AuditFault): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push(fault)
  }
}
