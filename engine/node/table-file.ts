/** Files of tables, by their ending: `.csv`, written as rows come, and `.parquet`, written whole at the end. */
import type { TableLayout } from '../formats/table/table.ts'
import { CsvFile } from './csv-file.ts'
import { TableFormatError } from './errors.ts'
import { ParquetFile } from './parquet-file.ts'
import type { TableFile } from './table-writer.ts'

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
