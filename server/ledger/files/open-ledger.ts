/**
 * From the files of a ledger to where it goes on.
 *
 * What the last checkpoint covers had been read back, signed and synced, so it is taken from the index and the tree;
 * the entries behind it are read, and both files made to fit them. Where index or tree are lost or do not give the
 * root that was signed, they are made anew from the entries. A tail that was never acknowledged is cut off;
 * anything else that does not fit is damage, and nothing is changed.
 *
 * A process that was killed may have written what it never synced, or what a sync has failed for. Whoever reads it
 * takes it for durable, so it is written again as it is and synced here, with the names of the files, before anybody
 * is told of it: a system takes for done what a failed sync has left.
 */
import type { Checkpoint } from '../../../engine/ledger/checkpoint.ts'
import { NO_PREVIOUS, parseEntry } from '../../../engine/ledger/ledger-entry.ts'
import { MerkleFrontier } from '../../../engine/ledger/merkle-frontier.ts'
import { planRoot } from '../../../engine/ledger/merkle-proof.ts'
import { countStoredNodes } from '../../../engine/ledger/stored-nodes.ts'
import { LedgerDamagedError } from '../errors.ts'
import { hashBytes } from '../hash-bytes.ts'
import { DerivedWriter } from './derived-writer.ts'
import type { Disk, DiskFile } from './disk.ts'
import { EntryStore, NODE_BYTES } from './entry-store.ts'
import { fingerprintOf, ROW_BYTES, readRow } from './index-rows.ts'
import { KeyTable } from './key-table.ts'
import { type LedgerFolder, listSegments, nameSegment } from './ledger-folder.ts'
import { canBeTorn, SCAN_BEGIN, type Scanned, type ScanStart, scanEntries } from './scan-entries.ts'

/** Where a ledger goes on, and the files to do it with; the caller closes them. */
export interface LedgerState {
  readonly keys: KeyTable
  readonly frontier: MerkleFrontier
  readonly next: ScanStart
  readonly index: DiskFile
  readonly tree: DiskFile
  /** The segment that `next` is in. */
  readonly segment: DiskFile
  /** Bytes of a tail that was cut off. */
  readonly cutBytes: number
}

type Broken = Extract<Scanned, { kind: 'broken' }>

/**
 * Reads where a ledger stands.
 *
 * @param last the newest checkpoint that was signed.
 * @throws {LedgerDamagedError} where entries that were acknowledged are not as they were.
 */
export async function openLedgerState(
  folder: LedgerFolder,
  disk: Disk,
  last: Checkpoint | undefined,
): Promise<LedgerState> {
  if (!(await isThere(disk, folder.index)) || !(await isThere(disk, folder.tree))) {
    return await makeDerivedAnew(folder, disk, last)
  }
  const derived = await openDerived(disk, folder.index, folder.tree)
  try {
    const opening = new Opening(folder, disk, derived)
    if (last === undefined || (await opening.takeCovered(last))) {
      return await opening.readRest(last, 'in place')
    }
  } catch (error) {
    await closeDerived(derived)
    throw error
  }
  await closeDerived(derived)
  return await makeDerivedAnew(folder, disk, last)
}

/**
 * Reads all entries, and makes index and tree of them under other names: a checkpoint covers both, so what has
 * theirs has to be whole, whenever the power fails.
 */
async function makeDerivedAnew(
  folder: LedgerFolder,
  disk: Disk,
  last: Checkpoint | undefined,
): Promise<LedgerState> {
  const names = { index: `${folder.index}.new`, tree: `${folder.tree}.new` }
  const derived = await openDerived(disk, names.index, names.tree)
  try {
    await derived.index.truncate(0)
    await derived.tree.truncate(0)
    const state = await new Opening(folder, disk, derived).readRest(last, 'anew')
    try {
      await derived.index.sync()
      await derived.tree.sync()
      await disk.rename(names.index, folder.index)
      await disk.rename(names.tree, folder.tree)
    } catch (error) {
      await state.segment.close().catch(() => {})
      throw error
    }
    return state
  } catch (error) {
    await closeDerived(derived)
    for (const name of [names.index, names.tree]) await disk.remove(name).catch(() => {})
    throw error
  }
}

interface Derived {
  readonly index: DiskFile
  readonly tree: DiskFile
}

async function openDerived(disk: Disk, indexPath: string, treePath: string): Promise<Derived> {
  const index = await disk.open(indexPath, 'write')
  try {
    return { index, tree: await disk.open(treePath, 'write') }
  } catch (error) {
    await index.close().catch(() => {})
    throw error
  }
}

async function closeDerived({ index, tree }: Derived): Promise<void> {
  await Promise.allSettled([index.close(), tree.close()])
}

async function isThere(disk: Disk, path: string): Promise<boolean> {
  try {
    await (await disk.open(path, 'read')).close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

class Opening {
  readonly #folder: LedgerFolder
  readonly #disk: Disk
  readonly #index: DiskFile
  readonly #tree: DiskFile
  readonly #keys = new KeyTable()
  #frontier = new MerkleFrontier(hashBytes)
  #start: ScanStart = SCAN_BEGIN

  constructor(folder: LedgerFolder, disk: Disk, { index, tree }: Derived) {
    this.#folder = folder
    this.#disk = disk
    this.#index = index
    this.#tree = tree
  }

  /** Takes what a checkpoint covers from the index and the tree; false where they do not give its root. */
  async takeCovered({ size, root }: Checkpoint): Promise<boolean> {
    if (size === 0) return true
    const hasRows = (await this.#index.size()) >= size * ROW_BYTES
    const hasNodes = (await this.#tree.size()) >= countStoredNodes(size) * NODE_BYTES
    if (!hasRows || !hasNodes) return false
    const store = new EntryStore(this.#folder, this.#disk, this.#index, this.#tree)
    this.#frontier = MerkleFrontier.restore(hashBytes, size, await store.readNodes(planRoot(size)))
    if (Buffer.compare(this.#frontier.root(), root) !== 0) return false
    const rows = Buffer.alloc(size * ROW_BYTES)
    await this.#index.read(rows, 0)
    for (let seq = 0; seq < size; seq++) {
      this.#keys.add(readRow(rows, seq * ROW_BYTES).fingerprint, seq)
    }
    // The last of them is read, so that the rest can follow it.
    const { segment, position } = readRow(rows, (size - 1) * ROW_BYTES)
    const at: ScanStart = { segment, position, size: size - 1, group: 0, previous: NO_PREVIOUS }
    return await this.#goBehind(at)
  }

  /**
   * Reads the entries that were not taken, and makes index and tree fit.
   *
   * @param where `in place`, nothing is written before all is known to be sound.
   */
  async readRest(last: Checkpoint | undefined, where: 'in place' | 'anew'): Promise<LedgerState> {
    const segments = await listSegments(this.#folder)
    const derived = new DerivedWriter(this.#index, this.#tree, this.#start.size)
    let next = this.#start
    let cut: Broken | undefined
    let isSound = where === 'anew'
    for await (const scanned of scanEntries(this.#folder, this.#disk, segments, this.#start)) {
      if (scanned.kind === 'broken') {
        cut = scanned
        break
      }
      const { entry, leafHash, place, length } = scanned
      const row = { fingerprint: fingerprintOf(entry.key), ...place, length }
      this.#keys.add(row.fingerprint, entry.seq)
      derived.add(row, this.#frontier.append(leafHash))
      this.#checkRoot(last)
      next = {
        ...{ segment: place.segment, position: place.position + length },
        ...{ size: entry.seq + 1, group: entry.group },
        previous: Buffer.from(leafHash).toString('hex'),
      }
      if (!derived.isFull) continue
      if (!isSound) await this.#lookAhead(segments, next, last)
      isSound = true
      await derived.flush()
    }
    await this.#checkEnd(cut, next.size, last)
    await derived.end()
    const cutBytes = cut === undefined ? 0 : await this.#cut(cut)
    const segment = await this.#openLastSegment(segments, next)
    return {
      ...{ keys: this.#keys, frontier: this.#frontier, index: this.#index, tree: this.#tree },
      ...{ next: { ...next, segment: segment.first, position: segment.position } },
      ...{ segment: segment.file, cutBytes },
    }
  }

  /** Puts the start behind an entry whose place is known; false where it is not there. */
  async #goBehind(at: ScanStart): Promise<boolean> {
    const store = new EntryStore(this.#folder, this.#disk, this.#index, this.#tree)
    try {
      const [text] = await store.readEntries(at.size, 1)
      const { seq, group } = parseEntry(text!)
      const [row] = await store.readRows(at.size, 1)
      const [leaf] = await store.readNodes([{ level: 0, index: at.size }])
      if (seq !== at.size) return false
      const previous = Buffer.from(leaf!).toString('hex')
      const position = at.position + row!.length
      this.#start = { segment: at.segment, position, size: seq + 1, group, previous }
      return true
    } catch {
      // Reading the entries from the first on will name what is wrong.
      return false
    }
  }

  /** Goes through the rest without keeping it. */
  async #lookAhead(
    segments: readonly number[],
    from: ScanStart,
    last: Checkpoint | undefined,
  ): Promise<void> {
    let { size } = from
    let cut: Broken | undefined
    for await (const scanned of scanEntries(this.#folder, this.#disk, segments, from)) {
      if (scanned.kind === 'broken') cut = scanned
      else size++
    }
    await this.#checkEnd(cut, size, last)
  }

  /** Where the entries come to what was signed, they are what was signed. */
  #checkRoot(last: Checkpoint | undefined): void {
    if (last === undefined || this.#frontier.size !== last.size) return
    if (Buffer.compare(this.#frontier.root(), last.root) === 0) return
    const problem = `the ${last.size} entries up to it are not those of the checkpoint that was signed`
    throw this.#damaged(last.size - 1, problem)
  }

  async #checkEnd(
    cut: Broken | undefined,
    size: number,
    last: Checkpoint | undefined,
  ): Promise<void> {
    if (last !== undefined && size < last.size) {
      const problem = cut?.problem ?? `it is missing, and a checkpoint of ${last.size} was signed`
      throw this.#damaged(size, problem)
    }
    if (cut === undefined || (await canBeTorn(this.#folder, this.#disk, cut))) return
    throw this.#damaged(cut.seq, cut.problem)
  }

  /** Takes away a tail that nobody was told of; gives how many bytes it had. */
  async #cut({ place }: Broken): Promise<number> {
    const file = await this.#disk.open(nameSegment(this.#folder, place.segment), 'write')
    try {
      const cutBytes = (await file.size()) - place.position
      await file.truncate(place.position)
      await file.sync()
      return cutBytes
    } finally {
      await file.close()
    }
  }

  /** The segment that is written on: the last one, or the first of all. */
  async #openLastSegment(segments: readonly number[], next: ScanStart) {
    const first = segments.at(-1) ?? 0
    const file = await this.#disk.open(nameSegment(this.#folder, first), 'write')
    const position = first === next.segment ? next.position : 0
    try {
      await rewrite(file, first === this.#start.segment ? this.#start.position : 0, position)
      await file.sync()
      await this.#disk.syncFolder(this.#folder.entries)
    } catch (error) {
      await file.close().catch(() => {})
      throw error
    }
    return { file, first, position }
  }

  #damaged(seq: number, problem: string): LedgerDamagedError {
    return new LedgerDamagedError({ folder: this.#folder.path, seq, problem })
  }
}

/** Rewritten at once, in bytes. */
const CHUNK_BYTES = 1024 * 1024

/** Writes what stands in a file once more, so that the next sync is about it. */
async function rewrite(file: DiskFile, from: number, to: number): Promise<void> {
  for (let position = from; position < to; position += CHUNK_BYTES) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, to - position))
    const got = await file.read(chunk, position)
    await file.write(chunk.subarray(0, got), position)
  }
}
