/** What the tables of resources have in common: rows that are put whole, and lists with the newest first. */
import type { Queries, Transaction } from './database.ts'
import type { Row, SqlValue } from './sql-values.ts'

/** Which rows of a list. */
export interface RowRange {
  /** Those that came before this one. */
  readonly beforeSeq?: number | undefined
  readonly count: number
}

/** Rows of a list, and from which number it goes on; undefined at the end. */
export interface RowPage<T> {
  readonly items: readonly T[]
  readonly nextSeq: number | undefined
}

/** A table of resources. Its names are those of the migrations; nothing that is asked becomes part of a statement. */
export interface ResourceTable<T> {
  readonly name: string
  readonly key: string
  /** All columns but `seq`, the key among them. */
  readonly columns: readonly string[]
  /** A field that is hidden from some is there as it is; null is the same as absent. */
  toRow(resource: T): Readonly<Record<string, SqlValue | null>>
  fromRow(row: Row): T
}

/** The resource of an id; undefined where there is none. */
export async function selectResource<T>(
  queries: Queries,
  { name, key, columns, fromRow }: ResourceTable<T>,
  id: string,
  lock: '' | 'for update' = '',
): Promise<T | undefined> {
  const select = `select ${columns.join(', ')} from ${name} where ${key} = $1 ${lock}`
  const [row] = await queries.query(select, [id])
  return row === undefined ? undefined : fromRow(row)
}

/** Locks the resources of some ids for the rest of a transaction, and gives those that there are, by their ids. */
export async function lockResources<T>(
  transaction: Transaction,
  { name, key, columns, fromRow }: ResourceTable<T>,
  ids: readonly string[],
): Promise<Map<string, T>> {
  const rows = await transaction.query(
    `select ${columns.join(', ')} from ${name} where ${key} = any ($1::text[]) for update`,
    [ids],
  )
  return new Map(rows.map((row) => [String(row[key]), fromRow(row)]))
}

/** A resource, and the event that told of it. */
export interface ToldResource<T> {
  readonly resource: T
  readonly seq: number
}

/**
 * Puts resources, each of which has another id, in the place of what there was of them. The number of a row stays that
 * of the event that made it.
 */
export async function putResources<T>(
  transaction: Transaction,
  { name, key, columns, toRow }: ResourceTable<T>,
  told: readonly ToldResource<T>[],
): Promise<void> {
  const rows = told.map(({ resource, seq }) => ({ ...toRow(resource), seq }))
  await putRows(transaction, { name, key, columns: ['seq', ...columns], kept: ['seq'] }, rows)
}

/**
 * Puts rows, each of which has another key, in the place of those that there were: all at once, as JSON, whose names
 * are those of columns.
 *
 * @param kept columns that stay what they were.
 */
export async function putRows(
  transaction: Transaction,
  {
    name,
    key,
    columns,
    kept = [],
  }: {
    readonly name: string
    readonly key: string
    readonly columns: readonly string[]
    readonly kept?: readonly string[]
  },
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  if (rows.length === 0) return
  const list = columns.join(', ')
  const changes = columns.filter((column) => column !== key && !kept.includes(column))
  await transaction.query(
    `insert into ${name} (${list}) select ${list} from json_populate_recordset(null::${name}, $1::json)
     on conflict (${key}) do update set ${changes.map((each) => `${each} = excluded.${each}`).join(', ')}`,
    [JSON.stringify(rows)],
  )
}

/** Resources whose columns have the values that are given, the newest first; undefined leaves a column out. */
export async function selectResources<T>(
  queries: Queries,
  { name, columns, fromRow }: ResourceTable<T>,
  where: Readonly<Record<string, string | readonly string[] | undefined>>,
  { beforeSeq, count }: RowRange,
): Promise<RowPage<T>> {
  const asked = Object.entries(where).filter(([, value]) => value !== undefined)
  // One value is asked for as such: then an index gives rows in the order that is wanted.
  const conditions = asked.map(([column, value], at) =>
    typeof value === 'string' ? `${column} = $${at + 3}` : `${column} = any ($${at + 3}::text[])`,
  )
  const rows = await queries.query<Row & { readonly seq: number }>(
    `select seq, ${columns.join(', ')} from ${name}
     where ${['seq < $1', ...conditions].join(' and ')} order by seq desc limit $2`,
    [beforeSeq ?? Number.MAX_SAFE_INTEGER, count + 1, ...asked.map(([, value]) => value)],
  )
  const isMore = rows.length > count
  const shown = rows.slice(0, count)
  return { items: shown.map(fromRow), nextSeq: isMore ? shown.at(-1)!.seq : undefined }
}

/** The columns of a row that are not null, as a resource has them. */
export function withoutNulls(row: Row): Record<string, Row[string]> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}
