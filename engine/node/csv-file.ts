/**
 * A CSV file that grows row by row. Whenever its writer is killed it holds complete rows, and at most
 * one torn one behind them.
 *
 * A row with a measured column that none had before has the file written anew, wider: rows are
 * never cut to columns that were guessed.
 */
import { parseCsvTable } from '../formats/table/read-csv.ts'
import { type TableLayout, type TableRow, widenLayout } from '../formats/table/table.ts'
import { formatCsvHeader, formatCsvRows } from '../formats/table/write-csv.ts'
import { AppendFile } from './append-file.ts'
import { readFileBounded, writeFileWhole } from './files.ts'
import type { TableFile } from './table-writer.ts'

export class CsvFile implements TableFile {
  readonly #path: string
  readonly #now: () => number
  #layout: TableLayout
  #file: AppendFile

  private constructor(path: string, layout: TableLayout, file: AppendFile, now: () => number) {
    this.#path = path
    this.#layout = layout
    this.#file = file
    this.#now = now
  }

  /**
   * Writes a file whole with its first rows, to go on behind them.
   *
   * @param now a clock in milliseconds.
   * @throws {FileAccessError} when it cannot be written.
   */
  static async create(
    path: string,
    narrow: TableLayout,
    rows: readonly TableRow[],
    now: () => number,
  ): Promise<CsvFile> {
    const layout = widenLayout(narrow, rows)
    return new CsvFile(path, layout, await writeAndOpen(path, layout, rows, now), now)
  }

  async append(rows: readonly TableRow[]): Promise<void> {
    const wider = widenLayout(this.#layout, rows)
    if (wider !== this.#layout) {
      await this.#file.close()
      const text = new TextDecoder().decode(await readFileBounded(this.#path, MAX_CSV_BYTES))
      const before = parseCsvTable(text, this.#layout).rows
      this.#file = await writeAndOpen(this.#path, wider, before, this.#now)
      this.#layout = wider
    }
    // One write for all of them, so that a point's rows are there together or, at worst, torn.
    await this.#file.append(new TextEncoder().encode(formatCsvRows(this.#layout, rows)))
  }

  async finish(): Promise<void> {
    await this.#file.close()
  }

  async abandon(): Promise<void> {
    await this.#file.close()
  }
}

/** Texts of more characters are more than a program can hold at once. */
export const MAX_CSV_BYTES = 256 * 2 ** 20

async function writeAndOpen(
  path: string,
  layout: TableLayout,
  rows: readonly TableRow[],
  now: () => number,
): Promise<AppendFile> {
  const bytes = new TextEncoder().encode(formatCsvHeader(layout) + formatCsvRows(layout, rows))
  await writeFileWhole(path, bytes)
  return AppendFile.open(path, bytes.length, now)
}
