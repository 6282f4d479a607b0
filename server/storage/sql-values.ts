/**
 * How values cross to a database and back. Both drivers carry texts alone, as PostgreSQL writes them, so that what
 * becomes of them is decided here.
 *
 * | column | value |
 * |---|---|
 * | `boolean` | boolean |
 * | `smallint`, `integer`, `oid`, `real`, `double precision` | number |
 * | `bigint` | number; refused beyond ±(2^53 − 1) |
 * | `bytea` | Uint8Array |
 * | any other | its text |
 *
 * NULL is undefined, both ways.
 */
import { StorageValueError } from './errors.ts'

export type SqlValue = SqlScalar | readonly SqlScalar[]
type SqlScalar = string | number | bigint | boolean | Uint8Array | undefined

/** A row, by the names of its columns. */
export interface Row {
  readonly [column: string]: string | number | boolean | Uint8Array | undefined
}

/** A column of a result. */
export interface Column {
  readonly name: string
  /** The OID of its type. */
  readonly type: number
}

/** What a driver gives of a statement. */
export interface RawResult {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/**
 * The texts of parameters.
 *
 * @throws {StorageValueError} for a string that PostgreSQL cannot hold: with a zero character or half a surrogate.
 */
export function writeParameters(values: readonly SqlValue[]): (string | null)[] {
  return values.map((value, place) => {
    const where = `$${place + 1}`
    return Array.isArray(value) ? writeList(value, where) : writeScalar(value as SqlScalar, where)
  })
}

function writeScalar(value: SqlScalar, where: string): string | null {
  if (value === undefined) return null
  if (typeof value === 'string') {
    if (value.includes('\0')) refuse(where, 'has a zero character, which no text of SQL has')
    if (!value.isWellFormed()) refuse(where, 'has a surrogate without its other half')
    return value
  }
  // As a text, zero has no sign.
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'object') return `\\x${bytesOf(value).toString('hex')}`
  return String(value)
}

/** A list as PostgreSQL reads arrays of one dimension: each item in quotes. */
function writeList(values: readonly SqlScalar[], where: string): string {
  const items = values.map((value) => {
    const text = writeScalar(value, where)
    return text === null ? 'NULL' : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  })
  return `{${items.join(',')}}`
}

const bytesOf = ({ buffer, byteOffset, length }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, length)

type Reader = (text: string, column: string) => string | number | boolean | Uint8Array

/** By the OIDs of PostgreSQL's catalog (pg_type.dat), which never change. */
const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [16, (text) => text === 't'],
  [17, readBytes],
  [20, readBigint],
  ...[21, 23, 26, 701].map((type): [number, Reader] => [type, Number]),
  // Its text is the shortest for 32 bits, of which a number with 64 makes another.
  [700, (text) => Math.fround(Number(text))],
])

function readBytes(text: string, column: string): Uint8Array {
  if (!text.startsWith('\\x')) refuse(column, 'is no bytes in hex')
  return new Uint8Array(Buffer.from(text.slice(2), 'hex'))
}

function readBigint(text: string, column: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) refuse(column, `is ${text}, beyond 2^53 - 1`)
  return value
}

/**
 * The rows of a result.
 *
 * @throws {StorageValueError} for a number that would be another.
 */
export function readRows(result: RawResult): Row[] {
  const columns = result.columns.map(({ name, type }) => ({ name, read: READERS.get(type) }))
  return result.rows.map((texts) => {
    const row: Record<string, Row[string]> = {}
    for (const [place, { name, read }] of columns.entries()) {
      const text = texts[place]
      if (text !== null && text !== undefined) row[name] = read?.(text, name) ?? text
      else row[name] = undefined
    }
    return row
  })
}

function refuse(where: string, problem: string): never {
  throw new StorageValueError({ where, problem })
}
