/** Verdicts that are kept, as lines of a file: what policies have said to queries is nowhere else. */
import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { readLines } from '../../engine/node/read-lines.ts'
import type { Database, Queries } from '../storage/database.ts'
import {
  insertVerdicts,
  selectChains,
  selectVerdictsAfter,
  type VerdictRow,
} from '../storage/verdict-tables.ts'
import { writeFileDurably } from './backup-folder.ts'

/** Read and written at once. */
const PAGE = 2048
/** Of lines that are long, fewer are put into a database at once. */
const PAGE_CHARS = 4 * 1024 * 1024
/** Names in a request have 1024 letters at most, and those of all policies in force 32,000. */
const MAX_LINE_BYTES = 1024 * 1024
const LINE_BREAK = 10
/** Verdicts that make room while they are read have all read again, so often at most. */
const MAX_ROUNDS = 4

const lineSchema = z.tuple([
  z.string(),
  z.int().min(0),
  z.int(),
  z.string().regex(/^[0-9a-f]{64}$/),
  z.string(),
])

/**
 * Writes all verdicts of a database to a file, as they are at one moment: stretches of them are dropped as a whole.
 *
 * They are read in pages, between which an embedded database answers others. What comes meanwhile is left out; where
 * some have made room before they were read, all is read again, and at last in one transaction.
 */
export async function writeVerdicts(database: Database, path: string): Promise<void> {
  for (let round = 1; round < MAX_ROUNDS; round++) {
    if (await writeKept(database, path)) return
  }
  await database.transaction((transaction) => writeKept(transaction, path), {
    ...{ isolation: 'repeatable read', isReadOnly: true },
  })
}

/** Writes those that are kept now; false where some were gone before they were read. */
async function writeKept(queries: Queries, path: string): Promise<boolean> {
  const chains = await selectChains(queries)
  const lasts = new Map(chains.map(({ chain_id, last }) => [chain_id, last]))
  let left = chains.reduce((sum, { verdicts }) => sum + verdicts, 0)
  async function* lines() {
    for (let place = 0; left > 0; ) {
      const rows = await selectVerdictsAfter(queries, place, PAGE)
      if (rows.length === 0) return
      const kept = rows.filter(({ chain_id, number }) => number <= (lasts.get(chain_id) ?? -1))
      left -= kept.length
      yield kept.map(formatLine).join('')
      place = rows.at(-1)!.place
    }
  }
  await writeFileDurably(path, lines())
  return left === 0
}

function formatLine({ chain_id, number, at_ms, link, record }: VerdictRow): string {
  return `${JSON.stringify([chain_id, number, at_ms, Buffer.from(link).toString('hex'), record])}\n`
}

/**
 * Puts the verdicts of a file into a database, in their order.
 *
 * @param fail makes the error that is thrown for a line that is none.
 * @returns how many there are.
 */
export async function readVerdicts(
  queries: Queries,
  path: string,
  fail: (problem: string) => Error,
): Promise<number> {
  let count = 0
  let chars = 0
  let rows: VerdictRow[] = []
  for await (const { line, text, problem } of readLines(path, MAX_LINE_BYTES)) {
    if (problem === 'long') throw fail(`line ${line} is longer than a verdict may be`)
    const parsed = text === undefined ? undefined : parseLine(text)
    if (text === undefined || parsed === undefined) throw fail(`line ${line} is no verdict`)
    const [chain_id, number, at_ms, link, record] = parsed
    rows.push({ chain_id, number, at_ms, link: new Uint8Array(Buffer.from(link, 'hex')), record })
    count++
    chars += text.length
    if (rows.length < PAGE && chars < PAGE_CHARS) continue
    await insertVerdicts(queries, rows)
    rows = []
    chars = 0
  }
  await insertVerdicts(queries, rows)
  return count
}

/** Undefined for what is no such line. */
function parseLine(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

/** How many lines of a file have an end. */
export async function countLines(path: string): Promise<number> {
  let count = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    for (let at = chunk.indexOf(LINE_BREAK); at >= 0; at = chunk.indexOf(LINE_BREAK, at + 1)) {
      count++
    }
  }
  return count
}
