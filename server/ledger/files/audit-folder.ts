/**
 * An audit of a ledger in files: everything is read again and held together, and the first entry that is not as it
 * should be is named. It trusts nothing in the folder but the key that verifies checkpoints, and not even that where
 * one is handed in.
 *
 * While a process writes there, what the newest checkpoint covers is audited: the rest is under way.
 */
import { MerkleFrontier } from '../../../engine/ledger/merkle-frontier.ts'
import { formatVerifierKey, type VerifierKey } from '../../../engine/ledger/signed-note.ts'
import type { AuditFault, AuditReport } from '../audit.ts'
import { hashBytes } from '../hash-bytes.ts'
import { CheckpointComparison, type SignedCheckpoint } from '../signed-checkpoints.ts'
import { verifyCheckpoints } from './audit-checkpoints.ts'
import { DerivedAudit } from './audit-derived.ts'
import { type Disk, realDisk } from './disk.ts'
import { findLockHolder } from './folder-lock.ts'
import { fingerprintOf } from './index-rows.ts'
import { KeyTable } from './key-table.ts'
import {
  type LedgerFolder,
  listSegments,
  nameLedgerFolder,
  readLedgerFolder,
} from './ledger-folder.ts'
import { canBeTorn, SCAN_BEGIN, type Scanned, scanEntries } from './scan-entries.ts'

/** More faults are not listed. */
const MAX_FAULTS = 20

export interface AuditOptions {
  readonly folder: string
  /** The key to verify checkpoints with; that of the folder when left out. */
  readonly key?: VerifierKey
  /** Checkpoints that were exported earlier, as notes: what they cover has to be there still. */
  readonly exported?: readonly string[]
  readonly disk?: Disk
  /** Is told how many entries were read, now and then. */
  readonly onProgress?: (entries: number) => void
  readonly signal?: AbortSignal
}

/**
 * Audits a folder; nothing is changed.
 *
 * @throws {LedgerFolderError} where there is no ledger at all.
 */
export async function auditLedgerFolder(options: AuditOptions): Promise<AuditReport> {
  const folder = nameLedgerFolder(options.folder)
  const ownKey = await readLedgerFolder(folder)
  const key = options.key ?? ownKey
  const writer = findLockHolder(folder)
  const signed = await verifyCheckpoints(folder, key, options.exported ?? [], writer !== undefined)
  // There may be more of them than a call has arguments.
  const covered = signed.checkpoints.reduce(
    (most, { checkpoint }) => Math.max(most, checkpoint.size),
    0,
  )
  // Of a ledger that grows, the end is what its own newest checkpoint says.
  const own = signed.checkpoints.filter(({ source }) => source !== 'exported')
  const ownSize = own.at(-1)?.checkpoint.size ?? 0
  const audit = new Audit(folder, options, signed.checkpoints)
  await audit.run(writer === undefined ? Number.POSITIVE_INFINITY : ownSize)
  const faults = [...audit.faults, ...signed.faults.slice(0, MAX_FAULTS)]
  if (formatVerifierKey(ownKey) !== formatVerifierKey(key)) {
    const problem = 'ledger.pub is not the key that was handed in'
    faults.push({ seq: undefined, part: 'checkpoints', problem })
  }
  return {
    isClean: faults.length === 0,
    entries: audit.size,
    root: audit.root,
    checkpoints: signed.checkpoints.length,
    ...{ covered, writer, faults },
  }
}

class Audit {
  readonly #folder: LedgerFolder
  readonly #disk: Disk
  readonly #options: AuditOptions
  /** By their sizes, the smallest first. */
  readonly #checkpoints: readonly SignedCheckpoint[]
  readonly #frontier = new MerkleFrontier(hashBytes)
  readonly #keys = new KeyTable()
  readonly #comparison: CheckpointComparison
  readonly #faults: AuditFault[] = []

  constructor(
    folder: LedgerFolder,
    options: AuditOptions,
    checkpoints: readonly SignedCheckpoint[],
  ) {
    this.#folder = folder
    this.#options = options
    this.#disk = options.disk ?? realDisk
    this.#comparison = new CheckpointComparison(checkpoints, (fault) => this.#tell(fault))
    this.#checkpoints = checkpoints.toSorted(
      (first, second) => first.checkpoint.size - second.checkpoint.size,
    )
  }

  get size(): number {
    return this.#frontier.size
  }

  get root(): string {
    return Buffer.from(this.#frontier.root()).toString('hex')
  }

  get faults(): readonly AuditFault[] {
    const orderOf = ({ seq, part }: AuditFault) => 2 * (seq ?? -1) + (part === 'entries' ? 0 : 1)
    return this.#faults.toSorted((first, second) => orderOf(first) - orderOf(second))
  }

  /** Reads entries up to a number of them, and holds them to all that is said of them. */
  async run(limit: number): Promise<void> {
    const derived = await DerivedAudit.open(this.#folder, this.#disk)
    try {
      this.#comparison.compare(this.#frontier)
      const broken = await this.#readEntries(limit, derived)
      // Where entries end too early, that they are in the index and the tree says nothing more.
      const rest =
        broken === undefined ? derived.end(limit, this.#coveredByOwn()) : derived.compare()
      for (const fault of await rest) this.#tell(fault)
      if (broken === undefined) this.#comparison.checkMissing(this.#frontier)
      else this.#tell(await this.#describeBroken(broken))
    } finally {
      await derived.close()
    }
  }

  async #readEntries(limit: number, derived: DerivedAudit): Promise<Broken | undefined> {
    if (limit === 0) return undefined
    const segments = await listSegments(this.#folder)
    for await (const scanned of scanEntries(this.#folder, this.#disk, segments, SCAN_BEGIN)) {
      if (scanned.kind === 'broken') return scanned
      const { entry, leafHash, place, length } = scanned
      const fingerprint = fingerprintOf(entry.key)
      this.#checkKey(entry.seq, this.#keys.find(fingerprint))
      this.#keys.add(fingerprint, entry.seq)
      const nodes = this.#frontier.append(leafHash)
      derived.add({ fingerprint, ...place, length }, nodes)
      if (derived.isFull) {
        for (const fault of await derived.compare()) this.#tell(fault)
        this.#options.signal?.throwIfAborted()
        this.#options.onProgress?.(this.size)
      }
      this.#comparison.compare(this.#frontier)
      if (this.size >= limit) return undefined
    }
    return undefined
  }

  /** Two keys whose first 64 bits of SHA-256 agree are taken for one: nothing but a duplicate makes them so. */
  #checkKey(seq: number, earlier: readonly number[]): void {
    if (earlier.length === 0) return
    this.#tell({ seq, part: 'entries', problem: `it has the key of entry ${earlier[0]}` })
  }

  async #describeBroken(broken: Broken): Promise<AuditFault> {
    const isCovered = broken.seq < (this.#checkpoints.at(-1)?.checkpoint.size ?? 0)
    const isTail = !isCovered && (await canBeTorn(this.#folder, this.#disk, broken))
    const problem = isTail
      ? `${broken.problem}; no checkpoint covers it, and a loss of power may have left it`
      : broken.problem
    return { seq: broken.seq, part: 'entries', problem }
  }

  #coveredByOwn(): number {
    const own = this.#checkpoints.filter(({ source }) => source !== 'exported')
    return own.at(-1)?.checkpoint.size ?? 0
  }

  #tell(fault: AuditFault): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push(fault)
  }
}

type Broken = Extract<Scanned, { kind: 'broken' }>
