/** Holds the index and the tree to what the entries make them. */
import { countStoredNodes } from '../../../engine/ledger/stored-nodes.ts'
import type { AuditFault } from '../audit.ts'
import type { Disk, DiskFile } from './disk.ts'
import { NODE_BYTES } from './entry-store.ts'
import { type IndexRow, ROW_BYTES, writeRow } from './index-rows.ts'
import type { LedgerFolder } from './ledger-folder.ts'

/** So many entries are compared at once. */
const COMPARED_TOGETHER = 4096

export class DerivedAudit {
  readonly #index: DiskFile
  readonly #tree: DiskFile
  /** How many entries were compared. */
  #size = 0
  #rows: IndexRow[] = []
  #nodes: Uint8Array[] = []
  /** Nodes that each of the entries has completed. */
  #nodeCounts: number[] = []

  private constructor(index: DiskFile, tree: DiskFile) {
    this.#index = index
    this.#tree = tree
  }

  /** Opens both files; one that is not there is an empty one. */
  static async open(folder: LedgerFolder, disk: Disk): Promise<DerivedAudit> {
    const open = (path: string) => disk.open(path, 'read').catch(() => EMPTY_FILE)
    return new DerivedAudit(await open(folder.index), await open(folder.tree))
  }

  /** Adds what is made of the next entry. */
  add(row: IndexRow, nodes: readonly Uint8Array[]): void {
    this.#rows.push(row)
    this.#nodeCounts.push(nodes.length)
    for (const node of nodes) this.#nodes.push(node)
  }

  /** Whether so much was added that it is better compared. */
  get isFull(): boolean {
    return this.#rows.length >= COMPARED_TOGETHER
  }

  /** Compares what was added with what the files hold of it; what they do not hold is not compared. */
  async compare(): Promise<AuditFault[]> {
    const rows = Buffer.alloc(this.#rows.length * ROW_BYTES)
    for (const [place, row] of this.#rows.entries()) writeRow(rows, place * ROW_BYTES, row)
    const nodes = Buffer.concat(this.#nodes)
    const badRow = await findFirstDifference(this.#index, rows, this.#size * ROW_BYTES)
    const treeStart = countStoredNodes(this.#size) * NODE_BYTES
    const badNode = await findFirstDifference(this.#tree, nodes, treeStart)
    const faults: AuditFault[] = []
    if (badRow !== undefined) {
      const seq = this.#size + Math.floor(badRow / ROW_BYTES)
      faults.push({ seq, part: 'index', problem: 'the index has other numbers of it' })
    }
    if (badNode !== undefined) {
      const seq = this.#size + this.#entryOfNode(Math.floor(badNode / NODE_BYTES))
      faults.push({ seq, part: 'tree', problem: 'the tree has another hash of it' })
    }
    this.#size += this.#rows.length
    this.#rows = []
    this.#nodes = []
    this.#nodeCounts = []
    return faults
  }

  /**
   * Compares the rest.
   *
   * @param limit up to how many entries were read; while a ledger grows, files may hold more.
   * @param covered so many the files have to hold, as they were synced before that was signed.
   */
  async end(limit: number, covered: number): Promise<AuditFault[]> {
    const faults = await this.compare()
    const size = this.#size
    const rows = (await this.#index.size()) / ROW_BYTES
    const nodes = (await this.#tree.size()) / NODE_BYTES
    const least = Math.min(size, covered)
    if (rows < least) {
      faults.push({ seq: Math.floor(rows), part: 'index', problem: 'the index ends before it' })
    }
    if (nodes < countStoredNodes(least)) {
      faults.push({ seq: least - 1, part: 'tree', problem: 'the tree ends before it' })
    }
    if (size < limit && rows > size) {
      faults.push({
        seq: size,
        part: 'index',
        problem: 'the index has it, and the entries end before',
      })
    }
    if (size < limit && nodes > countStoredNodes(size)) {
      faults.push({
        seq: size,
        part: 'tree',
        problem: 'the tree has it, and the entries end before',
      })
    }
    return faults
  }

  /** Closes both files. */
  async close(): Promise<void> {
    await this.#index.close()
    await this.#tree.close()
  }

  #entryOfNode(node: number): number {
    let nodes = 0
    for (const [place, count] of this.#nodeCounts.entries()) {
      nodes += count
      if (node < nodes) return place
    }
    return this.#nodeCounts.length - 1
  }
}

async function findFirstDifference(
  file: DiskFile,
  expected: Buffer,
  position: number,
): Promise<number | undefined> {
  const found = Buffer.alloc(expected.length)
  const got = await file.read(found, position)
  if (found.subarray(0, got).equals(expected.subarray(0, got))) return undefined
  return expected.findIndex((byte, place) => byte !== found[place])
}

const EMPTY_FILE: DiskFile = Object.freeze({
  write: async () => {},
  sync: async () => {},
  truncate: async () => {},
  read: async () => 0,
  size: async () => 0,
  close: async () => {},
} satisfies DiskFile)
