/**
 * A ledger in files as it was when its newest checkpoint was signed: to read it while another process writes there,
 * which changes nothing of what is covered. Nothing is locked and nothing is written.
 */
import type { NodePlace } from '../../../engine/ledger/merkle-proof.ts'
import type { VerifierKey } from '../../../engine/ledger/signed-note.ts'
import type { CoveredLedger } from '../covered-ledger.ts'
import { LedgerFolderError, NoSuchEntryError } from '../errors.ts'
import { readNewestCheckpoint } from './checkpoint-lines.ts'
import { type Disk, type DiskFile, realDisk } from './disk.ts'
import { EntryStore } from './entry-store.ts'
import { type LedgerFolder, nameLedgerFolder, readLedgerFolder } from './ledger-folder.ts'

export class LedgerView implements CoveredLedger {
  readonly folder: LedgerFolder
  /** The key that verifies the checkpoint. */
  readonly key: VerifierKey
  /** How many entries it covers. */
  readonly size: number
  /** The checkpoint, as it was signed; undefined where none was yet, and then no entry is seen. */
  readonly note: string | undefined
  readonly #store: EntryStore

  private constructor(
    folder: LedgerFolder,
    key: VerifierKey,
    newest: { readonly size: number; readonly note: string | undefined },
    store: EntryStore,
  ) {
    this.folder = folder
    this.key = key
    this.size = newest.size
    this.note = newest.note
    this.#store = store
  }

  /**
   * Opens a view; the caller closes it.
   *
   * @throws {LedgerFolderError} where there is no ledger, its files cannot be read, or its newest checkpoint is none.
   */
  static async open(path: string, disk: Disk = realDisk): Promise<LedgerView> {
    const folder = nameLedgerFolder(path)
    const key = await readLedgerFolder(folder)
    const { newest: last, problem } = await readNewestCheckpoint(folder)
    if (problem !== undefined) {
      const found = `the last line of checkpoints is none (${problem})`
      throw new LedgerFolderError({ folder: path, problem: found })
    }
    const newest = { size: last?.checkpoint.size ?? 0, note: last?.note }
    const index = await openOf(folder, disk, folder.index)
    try {
      const tree = await openOf(folder, disk, folder.tree)
      return new LedgerView(folder, key, newest, new EntryStore(folder, disk, index, tree))
    } catch (error) {
      await index.close()
      throw error
    }
  }

  /**
   * The texts of entries, in order, fewer at the end.
   *
   * @throws {LedgerDamagedError} where one is not what its hash says.
   */
  async read(from: number, count: number): Promise<readonly string[]> {
    const end = Math.min(this.size, from + count)
    return end <= from ? [] : await this.#store.readEntries(from, end - from)
  }

  /**
   * The text of one entry.
   *
   * @throws {NoSuchEntryError} where the checkpoint does not cover it.
   */
  async readOne(seq: number): Promise<string> {
    if (seq >= this.size) throw new NoSuchEntryError({ seq, size: this.size })
    return (await this.read(seq, 1))[0]!
  }

  async readNodes(places: readonly NodePlace[]): Promise<readonly Uint8Array[]> {
    return await this.#store.readNodes(places)
  }

  /** Closes its files. */
  async close(): Promise<void> {
    await this.#store.close()
  }
}

async function openOf(folder: LedgerFolder, disk: Disk, path: string): Promise<DiskFile> {
  try {
    return await disk.open(path, 'read')
  } catch (cause) {
    const problem = `${path.slice(folder.path.length + 1)} cannot be read; opening the ledger makes it anew`
    throw new LedgerFolderError({ folder: folder.path, problem }, { cause })
  }
}
