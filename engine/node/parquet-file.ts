/**
 * A Parquet file, written when all its rows are known: its index stands at its end, so that half of one
 * is nothing.
 */
import { encodeParquet } from '../formats/table/encode-parquet.ts'
import { type TableLayout, type TableRow, widenLayout } from '../formats/table/table.ts'
import { writeFileWhole } from './files.ts'
import type { TableFile } from './table-writer.ts'

export class ParquetFile implements TableFile {
  readonly #path: string
  readonly #narrow: TableLayout
  readonly #rows: TableRow[] = []

  constructor(path: string, layout: TableLayout) {
    this.#path = path
    this.#narrow = layout
  }

  async append(rows: readonly TableRow[]): Promise<void> {
    for (const row of rows) this.#rows.push(row)
  }

  /** @throws {ColumnRangeError} for a whole number that its column cannot hold. */
  async finish(): Promise<void> {
    const layout = widenLayout(this.#narrow, this.#rows)
    await writeFileWhole(this.#path, await encodeParquet(layout, this.#rows))
  }

  async abandon(): Promise<void> {}
}
