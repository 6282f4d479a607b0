/**
 * A database of ours as pg-boss sees one, so that its jobs lie beside our tables, in a server or embedded, and go
 * through the same connections.
 *
 * Its own adapter for embedded databases wants the object that has the data, and ours is in a thread of its own.
 */
import { types } from 'pg'
import type { Db } from 'pg-boss'
import type { Database, Queries } from './database.ts'
import type { RawResult, SqlValue } from './sql-values.ts'

/** Values cross as with node-postgres, for which pg-boss is made: dates are dates, and JSON is read. */
export function toBossDatabase(database: Pick<Database, 'runForeign'>): Db {
  return {
    async executeSql(text, values = []) {
      const results = await database.runForeign(text, values.map(toSqlValue))
      return { rows: results.flatMap(readResult) }
    },
  }
}

/** The same inside a transaction, for statements whose answers have numbers and texts alone. */
export function toBossTransaction(transaction: Queries): Db {
  return {
    async executeSql(text, values = []) {
      return { rows: [...(await transaction.query(text, values.map(toSqlValue)))] }
    },
  }
}

function toSqlValue(value: unknown): SqlValue {
  if (value === null || value === undefined) return undefined
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((item) => toSqlValue(item) as string | undefined)
  return typeof value === 'object' ? JSON.stringify(value) : (value as string | number | boolean)
}

function readResult({ columns, rows }: RawResult): Record<string, unknown>[] {
  const readers = columns.map(({ type }) => types.getTypeParser(type, 'text'))
  return rows.map((texts) =>
    Object.fromEntries(
      columns.map(({ name }, place) => {
        const text = texts[place] ?? null
        return [name, text === null ? null : readers[place]?.(text)]
      }),
    ),
  )
}
