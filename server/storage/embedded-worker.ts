/** Entry of the thread that an embedded database is in. Wiring only. */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, type Results } from '@electric-sql/pglite'
import { SESSION_SETTINGS } from './driver.ts'
import {
  type EmbeddedAnswer,
  type EmbeddedFailure,
  type EmbeddedRequest,
  type EmbeddedTask,
  NO_DATABASE,
} from './embedded-protocol.ts'
import type { RawResult } from './sql-values.ts'

/** Both ways as texts; see `sql-values.ts`. */
const asText = (text: string) => text

const database = await open((workerData as EmbeddedTask).folder)
answer({ kind: 'done' })
parentPort?.on('message', async (request: EmbeddedRequest) => {
  try {
    if (request.kind === 'run') {
      answer({ kind: 'result', result: await run(request.sql, request.parameters) })
    } else if (request.kind === 'script') {
      const results = await database.exec(request.sql, { rowMode: 'array' })
      answer({ kind: 'results', results: results.map(toRaw) })
    } else {
      await database.close()
      answer({ kind: 'done' })
    }
  } catch (error) {
    answer({ kind: 'failure', failure: readFailure(error) })
  }
})

function answer(message: EmbeddedAnswer): void {
  parentPort?.postMessage(message)
}

/** A database gets its name when it is whole: what a process left that was killed amid its begin is made anew. */
async function open(folder: string): Promise<PGlite> {
  const data = join(folder, 'data')
  // PGlite would begin a database amid whatever is there.
  if (existsSync(data) && !existsSync(join(data, 'PG_VERSION'))) {
    throw new Error(NO_DATABASE)
  }
  if (!existsSync(data)) {
    const unfinished = join(folder, 'data.new')
    rmSync(unfinished, { recursive: true, force: true })
    await (await PGlite.create(unfinished)).close()
    renameSync(unfinished, data)
  }
  const opened = await PGlite.create(data)
  for (const table of [opened.parsers, opened.serializers]) {
    for (const type of Object.keys(table)) table[type] = asText
  }
  for (const setting of SESSION_SETTINGS) await opened.query(setting)
  return opened
}

async function run(sql: string, parameters: readonly (string | null)[]): Promise<RawResult> {
  return toRaw(await database.query(sql, [...parameters], { rowMode: 'array' }))
}

function toRaw({ rows, fields }: Results): RawResult {
  return {
    columns: fields.map(({ name, dataTypeID: type }) => ({ name, type })),
    // All parsers give texts, and rows are asked for as lists.
    rows: rows as unknown[] as (string | null)[][],
  }
}

function readFailure(error: unknown): EmbeddedFailure {
  const fields = error as Partial<Record<keyof EmbeddedFailure, unknown>>
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    message: textOf(fields.message) ?? String(error),
    code: textOf(fields.code),
    severity: textOf(fields.severity),
    constraint: textOf(fields.constraint),
    table: textOf(fields.table),
  }
}
