/**
 * A Parquet file, written when all its rows are known: its index stands at its end, so that half of one
 * is nothing.
 */
import type { ColumnSource } from 'hyparquet-writer'
import { ColumnRangeError } from '../formats/table/errors.ts'
import {
  type Cell,
  type Column,
  listCells,
  listColumns,
  type TableLayout,
  type TableRow,
  widenLayout,
} from '../formats/table/table.ts'
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
