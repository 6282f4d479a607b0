/**
 * Writes records of comma-separated values, as RFC 4180 has them.
 *
 * Numbers are in the fewest digits that read back as the same number, with a `-0`, `NaN` and `Infinity`
 * of their own. A missing value is nothing at all, an empty text two quotes.
 */
import { type Cell, listCells, listColumns, type TableLayout, type TableRow } from './table.ts'

/** One record with its line break. */
export function formatCsvRecord(cells: readonly Cell[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`
}

/** The record of the columns' names. */
export function formatCsvHeader(layout: TableLayout): string {
  return formatCsvRecord(listColumns(layout).map(({ name }) => name))
}

/** The records of rows. */
export function formatCsvRows(layout: TableLayout, rows: readonly TableRow[]): string {
  return rows.map((row) => formatCsvRecord(listCells(layout, row))).join('')
}

function formatCell(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell !== 'string') return Object.is(cell, -0) ? '-0' : String(cell)
  // What UTF-8 cannot hold would be replaced later, unseen.
  const text = cell.toWellFormed()
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
