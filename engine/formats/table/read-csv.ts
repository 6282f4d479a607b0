/** Reads comma-separated values, as RFC 4180 has them, up to the last record that is complete. */
import { CsvError } from './errors.ts'
import { type Column, listColumns, type TableLayout, type TableRow } from './table.ts'

/** Fields as they stand; undefined is nothing at all, where an empty text has quotes. */
export type CsvRecord = readonly (string | undefined)[]

/** A field: in quotes, or without; then what ends it, the end of the text also where it cuts a line break. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|\r?$)/y

/**
 * The records of a text. The last one is left out where nothing ends it, for it may have been torn.
 *
 * @throws {CsvError} for quotes that stand amid a field.
 */
export function parseCsv(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = []
  let record: (string | undefined)[] = []
  FIELD.lastIndex = 0
  while (FIELD.lastIndex < text.length) {
    const at = FIELD.lastIndex
    const found = FIELD.exec(text)
    if (found === null) {
      // Quotes that nothing closes are those of a record that was torn.
      if (isTorn(text, at)) break
      throw new CsvError({ record: records.length + 1, found: text.slice(at, at + 40) })
    }
    const [, quoted, bare, end] = found
    record.push(quoted?.replaceAll('""', '"') ?? (bare === '' ? undefined : bare))
    if (end === ',') continue
    if (!end?.endsWith('\n')) break
    records.push(record)
    record = []
  }
  return records
}

/** Whether a field begins with a quote and goes on to the end of the text within it. */
function isTorn(text: string, at: number): boolean {
  return (
    text[at] === '"' &&
    text
      .slice(at + 1)
      .replaceAll('""', '')
      .indexOf('"') === -1
  )
}

/**
 * The rows of a table of known columns, with whatever measured ones it has between them.
 *
 * @throws {CsvError} where its columns are not these, or a cell is not of its column's kind.
 */
export function parseCsvTable(
  text: string,
  { before, after }: Pick<TableLayout, 'before' | 'after'>,
): { readonly layout: TableLayout; readonly rows: readonly TableRow[] } {
  const [header, ...records] = parseCsv(text)
  const names = header ?? []
  const measured = names.slice(before.length, names.length - after.length).map((each) => each ?? '')
  const layout: TableLayout = { before, measured, after }
  const columns = listColumns(layout)
  const isSame =
    names.length === columns.length && columns.every(({ name }, i) => names[i] === name)
  if (!isSame) {
    const wanted = `the columns ${[...before, ...after].map(({ name }) => name).join(', ')}`
    throw new CsvError({ record: 1, found: names.join(','), wanted })
  }
  return { layout, rows: records.map((record, i) => toRow(record, columns, layout, i + 2)) }
}

function toRow(
  record: CsvRecord,
  columns: readonly Column[],
  { before, measured: names }: TableLayout,
  place: number,
): TableRow {
  if (record.length !== columns.length) {
    const wanted = `${columns.length} fields`
    throw new CsvError({ record: place, found: `${record.length} fields`, wanted })
  }
  const cells: Record<string, string | number | bigint> = {}
  const measured: Record<string, number> = {}
  for (const [i, { name, kind }] of columns.entries()) {
    const field = record[i]
    if (field === undefined) continue
    const isMeasured = i >= before.length && i < before.length + names.length
    if (kind === 'text') cells[name] = field
    else if (kind === 'number') (isMeasured ? measured : cells)[name] = toNumber(field, place)
    else cells[name] = toWhole(field, place)
  }
  return { cells, measured }
}

function toNumber(field: string, place: number): number {
  const value = Number(field)
  if ((Number.isNaN(value) && field !== 'NaN') || field.trim() !== field) {
    throw new CsvError({ record: place, found: field, wanted: 'a number' })
  }
  return value
}

function toWhole(field: string, place: number): bigint {
  if (/^-?\d{1,100}$/.test(field)) return BigInt(field)
  throw new CsvError({ record: place, found: field, wanted: 'a whole number' })
}
