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

/** Puts a resource in the place of what there was of it. The number of a row stays that of the event that made it. */
export async function putResource<T>(
  transaction: Transaction,
  { name, key, columns, toRow }: ResourceTable<T>,
  resource: T,
  seq: number,
): Promise<void> {
  const row = toRow(resource)
  const places = columns.map((_, at) => `$${at + 2}`)
  const changes = columns.filter((column) => column !== key)
  await transaction.query(
    `insert into ${name} (seq, ${columns.join(', ')}) values ($1, ${places.join(', ')})
     on conflict (${key}) do update set ${changes.map((each) => `${each} = excluded.${each}`).join(', ')}`,
    [seq, ...columns.map((column) => row[column] ?? undefined)],
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
  const conditions = asked.map(([column], at) => `${column} = any ($${at + 3}::text[])`)
  const rows = await queries.query<Row & { readonly seq: number }>(
    `select seq, ${columns.join(', ')} from ${name}
     where ${['seq < $1', ...conditions].join(' and ')} order by seq desc limit $2`,
    [
      beforeSeq ?? Number.MAX_SAFE_INTEGER,
      count + 1,
      ...asked.map(([, value]) => (typeof value === 'string' ? [value] : value)),
    ],
  )
  const isMore = rows.length > count
  const shown = rows.slice(0, count)
  return { items: shown.map(fromRow), nextSeq: isMore ? shown.at(-1)!.seq : undefined }
}

/** The columns of a row that are not null, as a resource has them. */
export function withoutNulls(row: Row): Record<string, Row[string]> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}
