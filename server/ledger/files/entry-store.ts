/**
 * The files of a ledger as they are read: rows of the index, lines of entries, nodes of the tree.
 *
 * It owns the files of the index and the tree; a segment is open only while it is read.
 */
import { isEntryAt } from '../../../engine/ledger/ledger-entry.ts'
import type { NodePlace } from '../../../engine/ledger/merkle-proof.ts'
import { placeOfNode } from '../../../engine/ledger/stored-nodes.ts'
import { LedgerDamagedError, LedgerReadError } from '../errors.ts'
import { hashBytes } from '../hash-bytes.ts'
import { MAX_ENTRY_BYTES } from '../limits.ts'
import type { Disk, DiskFile } from './disk.ts'
import { FRAME_BYTES, readFrame } from './frame.ts'
import { type IndexRow, ROW_BYTES, readRow } from './index-rows.ts'
import { type LedgerFolder, nameSegment } from './ledger-folder.ts'

/** Bytes of a node. */
export const NODE_BYTES = 32
/** Entries that lie together are read together, up to so many bytes. */
const MAX_READ_BYTES = 1024 * 1024
/** No entry has more of them, whatever the index says. */
const MAX_FRAME_BYTES = MAX_ENTRY_BYTES + FRAME_BYTES

export class EntryStore {
  readonly #folder: LedgerFolder
  readonly #disk: Disk
  readonly #index: DiskFile
  readonly #tree: DiskFile

  constructor(folder: LedgerFolder, disk: Disk, index: DiskFile, tree: DiskFile) {
    this.#folder = folder
    this.#disk = disk
    this.#index = index
    this.#tree = tree
  }

  /** Rows of entries that the index has. */
  async readRows(from: number, count: number): Promise<IndexRow[]> {
    const buffer = Buffer.alloc(count * ROW_BYTES)
    const got = await ask(() => this.#index.read(buffer, from * ROW_BYTES))
    if (got < buffer.length) throw this.#damaged(from, 'the index ends before it')
    return Array.from({ length: count }, (_, place) => readRow(buffer, place * ROW_BYTES))
  }

  /**
   * The texts of entries, each held to its hash and its number.
   *
   * @throws {LedgerDamagedError} where one is not what its hash says, or not where the index has it.
   * @throws {LedgerReadError} where the disk refused.
   */
  async readEntries(from: number, count: number): Promise<string[]> {
    const rows = await this.readRows(from, count)
    const texts: string[] = []
    for (let first = 0; first < rows.length; ) {
      const { length } = rows[first]!
      if (length > MAX_FRAME_BYTES) throw this.#damaged(from + first, 'the index has it too long')
      const end = findRun(rows, first)
      const { segment, position } = rows[first]!
      const last = rows[end - 1]!
      const buffer = new Uint8Array(last.position + last.length - position)
      await this.#readSegment(segment, buffer, position, from + first)
      for (let place = first; place < end; place++) {
        const row = rows[place]!
        const start = row.position - position
        texts.push(this.#readText(from + place, buffer.subarray(start, start + row.length - 1)))
      }
      first = end
    }
    return texts
  }

  /** Hashes of nodes that the tree has. */
  async readNodes(places: readonly NodePlace[]): Promise<Uint8Array[]> {
    return await Promise.all(
      places.map(async ({ level, index }) => {
        const node = new Uint8Array(NODE_BYTES)
        const position = placeOfNode(level, index) * NODE_BYTES
        const got = await ask(() => this.#tree.read(node, position))
        if (got < NODE_BYTES) throw this.#damaged(index * 2 ** level, 'the tree ends before it')
        return node
      }),
    )
  }

  /** Closes the files of the index and the tree. */
  async close(): Promise<void> {
    const outcomes = await Promise.allSettled([this.#index.close(), this.#tree.close()])
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  }

  #readText(seq: number, line: Uint8Array): string {
    const frame = readFrame(hashBytes, line)
    if (!frame.isWhole) throw this.#damaged(seq, frame.problem)
    // A row of the index may lead to another one, which is as it should be.
    if (!isEntryAt(frame.entryText, seq)) throw this.#damaged(seq, 'the index has it elsewhere')
    return frame.entryText
  }

  async #readSegment(
    segment: number,
    buffer: Uint8Array,
    position: number,
    seq: number,
  ): Promise<void> {
    const path = nameSegment(this.#folder, segment)
    let file: DiskFile
    try {
      file = await ask(() => this.#disk.open(path, 'read'))
    } catch (error) {
      const { code } = (error as Error).cause as NodeJS.ErrnoException
      if (code === 'ENOENT') throw this.#damaged(seq, 'its segment is missing')
      throw error
    }
    try {
      const got = await ask(() => file.read(buffer, position))
      if (got < buffer.length) throw this.#damaged(seq, 'its segment ends before it')
    } finally {
      // What was read was read, whatever is said of the end.
      await file.close().catch(() => {})
    }
  }

  #damaged(seq: number, problem: string): LedgerDamagedError {
    return new LedgerDamagedError({ folder: this.#folder.path, seq, problem })
  }
}

/** Asks the disk, and gives what it refuses a name. */
async function ask<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LedgerReadError({ reason }, { cause })
  }
}

/** Where the entries end that lie one behind the other in one segment, and are read at once. */
function findRun(rows: readonly IndexRow[], first: number): number {
  const { segment, position } = rows[first]!
  let end = first + 1
  while (end < rows.length) {
    const before = rows[end - 1]!
    const row = rows[end]!
    const isNext = row.segment === segment && row.position === before.position + before.length
    if (!isNext || row.position + row.length - position > MAX_READ_BYTES) break
    end++
  }
  return end
}
