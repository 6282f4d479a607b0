/**
 * Tables of what was measured: columns that are known before the first row, and measured ones, which come
 * as they are met and stand in the order of their names.
 */

/** What the cells of a column hold; `count` is a whole number of any size, `seed` one below 2^64. */
export type ColumnKind = 'text' | 'count' | 'seed' | 'number'

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
}

/** Undefined is missing, which is neither an empty text nor NaN. */
export type Cell = string | number | bigint | undefined

export interface TableRow {
  /** Cells of the columns that are known beforehand, by name. */
  readonly cells: Readonly<Record<string, Cell>>
  /** Numbers by the names of their columns. */
  readonly measured: Readonly<Record<string, number>>
}

/** The columns of a table in their order. */
export interface TableLayout {
  readonly before: readonly Column[]
  /** Names of measured columns, sorted by code units. */
  readonly measured: readonly string[]
  readonly after: readonly Column[]
}

/** A layout with its measured columns sorted and each once. */
export function buildLayout(
  before: readonly Column[],
  measured: Iterable<string>,
  after: readonly Column[] = [],
): TableLayout {
  return { before, measured: [...new Set(measured)].sort(), after }
}

/** The same layout with what rows have measured beside; the layout itself where that is nothing new. */
export function widenLayout(layout: TableLayout, rows: readonly TableRow[]): TableLayout {
  const known = new Set(layout.measured)
  const found = rows.flatMap(({ measured }) => Object.keys(measured))
  if (found.every((name) => known.has(name))) return layout
  return buildLayout(layout.before, [...layout.measured, ...found], layout.after)
}

/** All columns, from left to right. */
export function listColumns({ before, measured, after }: TableLayout): readonly Column[] {
  return [...before, ...measured.map((name): Column => ({ name, kind: 'number' })), ...after]
}

/** The cells of a row, from left to right; what is missing is undefined. */
export function listCells(layout: TableLayout, { cells, measured }: TableRow): readonly Cell[] {
  return [
    ...layout.before.map(({ name }) => cells[name]),
    ...layout.measured.map((name) => (Object.hasOwn(measured, name) ? measured[name] : undefined)),
    ...layout.after.map(({ name }) => cells[name]),
  ]
}
