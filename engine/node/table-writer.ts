/** What takes the rows of a table and writes them into a file. */
import type { TableRow } from '../formats/table/table.ts'

export interface TableFile {
  /** Rows that follow those before. @throws {FileAccessError} when they cannot be written. */
  append(rows: readonly TableRow[]): Promise<void>
  /** Brings all to the disk. @throws {FileAccessError} when it cannot be written. */
  finish(): Promise<void>
  /** Lets go of it as it is: a CSV file keeps its rows, a Parquet file is not there. */
  abandon(): Promise<void>
}
