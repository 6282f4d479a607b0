/** Files of tables, by their ending: `.csv`, written as rows come, and `.parquet`, written whole at the end. */
import type { TableLayout, TableRow } from '../formats/table/table.ts'
import { CsvFile } from './csv-file.ts'
import { TableFormatError } from './errors.ts'
import { ParquetFile } from './parquet-file.ts'

export interface TableFile {
  /** Rows that follow those before. @throws {FileAccessError} when they cannot be written. */
  append(rows: readonly TableRow[]): Promise<void>
  /** Brings all to the disk. @throws {FileAccessError} when it cannot be written. */
  finish(): Promise<void>
  /** Lets go of it as it is: a CSV file keeps its rows, a Parquet file is not there. */
  abandon(): Promise<void>
}

export type TableFormat = 'csv' | 'parquet'

/**
 * The format that a file's name ends in.
 *
 * @throws {TableFormatError} where it is none of those.
 */
export function tableFormatOf(path: string): TableFormat {
  const ending = /\.(csv|parquet)$/i.exec(path)?.[1]?.toLowerCase()
  if (ending === 'csv' || ending === 'parquet') return ending
  throw new TableFormatError({ path })
}

/**
 * Begins a table in a file, anew.
 *
 * @param now a clock in milliseconds.
 * @throws {TableFormatError | FileAccessError} where it cannot be.
 */
export async function createTableFile(
  path: string,
  layout: TableLayout,
  now: () => number,
): Promise<TableFile> {
  if (tableFormatOf(path) === 'csv') return CsvFile.create(path, layout, [], now)
  return new ParquetFile(path, layout)
}
