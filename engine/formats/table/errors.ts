/** Errors of tables. */
import { NamedError } from '../../named-error.ts'

/** A text is no table of comma-separated values, or not the one that is wanted. */
export class CsvError extends NamedError {
  override readonly name = 'CsvError'
  readonly code = 'formats/csv'
  readonly details: {
    /** The header is the first. */
    readonly record: number
    readonly found: string
    /** Absent where it is no such text at all. */
    readonly wanted?: string
  }

  constructor(details: CsvError['details']) {
    const { record, found, wanted = 'a field without a quote in it, or in quotes' } = details
    const shown = JSON.stringify(found.length > 60 ? `${found.slice(0, 60)}...` : found)
    super(`Record ${record} of the CSV file has ${shown} where ${wanted} is wanted.`)
    this.details = details
  }
}

/** A value does not fit the type that its column has in a Parquet file. */
export class ColumnRangeError extends NamedError {
  override readonly name = 'ColumnRangeError'
  readonly code = 'formats/column-range'
  readonly details: { readonly column: string; readonly value: string; readonly type: string }

  constructor(details: ColumnRangeError['details']) {
    const { column, value, type } = details
    super(`The column ${column} holds ${value}, which is beyond ${type}: a CSV file takes it.`)
    this.details = details
  }
}
