/** What is made of entries: rows of the index and nodes of the tree, appended many at once. */
import { countStoredNodes } from '../../../engine/ledger/stored-nodes.ts'
import type { DiskFile } from './disk.ts'
import { NODE_BYTES } from './entry-store.ts'
import { type IndexRow, ROW_BYTES, writeRow } from './index-rows.ts'

/** So many entries are written at once, when nobody asks before. */
const MAX_TOGETHER = 4096

/** Writes rows and nodes behind those of the first entries, many at once. */
export class DerivedWriter {
  readonly #index: DiskFile
  readonly #tree: DiskFile
  #size: number
  #rows: IndexRow[] = []
  #nodes: Uint8Array[] = []

  constructor(index: DiskFile, tree: DiskFile, size: number) {
    this.#index = index
    this.#tree = tree
    this.#size = size
  }

  /** Adds what is made of the next entry. */
  add(row: IndexRow, nodes: readonly Uint8Array[]): void {
    this.#rows.push(row)
    for (const node of nodes) this.#nodes.push(node)
  }

  /** Whether so much was added that it is better written. */
  get isFull(): boolean {
    return this.#rows.length >= MAX_TOGETHER
  }

  /** Whether something was added that is not written. */
  get isBehind(): boolean {
    return this.#rows.length > 0
  }

  /** Writes what was added; where that fails it is kept, and written the next time. */
  async flush(): Promise<void> {
    if (this.#rows.length === 0) return
    const rows = Buffer.allocUnsafe(this.#rows.length * ROW_BYTES)
    for (const [place, row] of this.#rows.entries()) writeRow(rows, place * ROW_BYTES, row)
    await this.#index.write(rows, this.#size * ROW_BYTES)
    await this.#tree.write(Buffer.concat(this.#nodes), countStoredNodes(this.#size) * NODE_BYTES)
    this.#size += this.#rows.length
    this.#rows = []
    this.#nodes = []
  }

  /** Writes what was added, and cuts off what was there behind it. */
  async end(): Promise<void> {
    await this.flush()
    await this.#index.truncate(this.#size * ROW_BYTES)
    await this.#tree.truncate(countStoredNodes(this.#size) * NODE_BYTES)
  }
}
