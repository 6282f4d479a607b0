/** The bytes of Parquet files. Its encoder is fetched when it is first needed. */
import type { ColumnSource } from 'hyparquet-writer'
import { ColumnRangeError } from './errors.ts'
import {
  type Cell,
  type Column,
  listCells,
  listColumns,
  type TableLayout,
  type TableRow,
} from './table.ts'

/** A column of nothing but numbers; NaN stands where one is missing. */
export interface NumberColumn {
  readonly name: string
  readonly values: Int32Array | Float64Array
}

/**
 * The bytes of a Parquet file: texts in UTF-8, counts as INT64, seeds as UINT_64, the rest as DOUBLE;
 * every column may have nulls.
 *
 * @throws {ColumnRangeError} for a whole number that its column cannot hold.
 */
export async function encodeParquet(
  layout: TableLayout,
  rows: readonly TableRow[],
): Promise<Uint8Array> {
  const { ByteWriter, parquetWrite } = await import('hyparquet-writer')
  const columns = listColumns(layout)
  const data: Cell[][] = columns.map(() => [])
  for (const row of rows) {
    for (const [i, cell] of listCells(layout, row).entries()) {
      data[i]!.push(toValue(columns[i]!, cell))
    }
  }
  const columnData: ColumnSource[] = columns.map(({ name }, i) => ({ name, data: data[i]! }))
  const writer = new ByteWriter()
  const leaves = columns.map(({ name, kind }) => {
    return { name, repetition_type: 'OPTIONAL' as const, ...TYPES[kind] }
  })
  const schema = [{ name: 'root', num_children: columns.length }, ...leaves]
  await parquetWrite({ writer, schema, columnData, createdBy: 'Thunderline' })
  return writer.getBytes()
}

/**
 * The bytes of a Parquet file of numbers: whole ones as INT32, the rest as DOUBLE, which may be null.
 *
 * @param columns all of one length.
 */
export async function encodeNumbers(columns: readonly NumberColumn[]): Promise<Uint8Array> {
  const { ByteWriter, parquetWrite } = await import('hyparquet-writer')
  const columnData: ColumnSource[] = columns.map(({ name, values }) => ({
    name,
    data: values instanceof Int32Array ? values : nullsForMissing(values),
  }))
  const leaves = columns.map(({ name, values }) =>
    values instanceof Int32Array
      ? { name, repetition_type: 'REQUIRED' as const, type: 'INT32' as const }
      : { name, repetition_type: 'OPTIONAL' as const, type: 'DOUBLE' as const },
  )
  const schema = [{ name: 'root', num_children: columns.length }, ...leaves]
  const writer = new ByteWriter()
  await parquetWrite({ writer, schema, columnData, createdBy: 'Thunderline' })
  return writer.getBytes()
}

function nullsForMissing(values: Float64Array): (number | undefined)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? undefined : value))
}

const TYPES = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  count: { type: 'INT64' },
  seed: { type: 'INT64', converted_type: 'UINT_64' },
  number: { type: 'DOUBLE' },
} as const

function toValue({ name, kind }: Column, cell: Cell): Cell {
  if (cell === undefined) return undefined
  if (kind === 'text') return String(cell).toWellFormed()
  if (kind === 'number') return Number(cell)
  const whole = BigInt(cell)
  const isHeld =
    kind === 'seed' ? BigInt.asUintN(64, whole) === whole : BigInt.asIntN(64, whole) === whole
  if (isHeld) return whole
  const type = kind === 'seed' ? 'UINT_64' : 'INT64'
  throw new ColumnRangeError({ column: name, value: String(whole), type })
}
