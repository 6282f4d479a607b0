/** Verdicts that are kept, as lines of a file: what policies have said to queries is nowhere else. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Database, Queries } from '../storage/database.ts'
import { insertVerdicts, selectVerdictsAfter, type VerdictRow } from '../storage/verdict-tables.ts'
import { writeFileDurably } from './backup-folder.ts'

/** Read and written at once. */
const PAGE = 2048

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
 * @returns how many there are.
 */
export async function writeVerdicts(database: Database, path: string): Promise<number> {
  return await database.transaction(
    async (transaction) => {
      let count = 0
      async function* lines() {
        for await (const rows of readPages(transaction)) {
          count += rows.length
          yield rows.map(formatLine).join('')
        }
      }
      await writeFileDurably(path, lines())
      return count
    },
    { isolation: 'repeatable read', isReadOnly: true },
  )
}

async function* readPages(queries: Queries): AsyncGenerator<readonly VerdictRow[]> {
  for (let place = 0; ; ) {
    const rows = await selectVerdictsAfter(queries, place, PAGE)
    if (rows.length === 0) return
    yield rows
    place = rows.at(-1)!.place
  }
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
  let rows: VerdictRow[] = []
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const parsed = parseLine(line)
    if (parsed === undefined) throw fail(`line ${count + 1} is no verdict`)
    const [chain_id, number, at_ms, link, record] = parsed
    rows.push({ chain_id, number, at_ms, link: new Uint8Array(Buffer.from(link, 'hex')), record })
    count++
    if (rows.length < PAGE) continue
    await insertVerdicts(queries, rows)
    rows = []
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

/** How many lines a file has. */
export async function countLines(path: string): Promise<number> {
  let count = 0
  for await (const _ of createInterface({ input: createReadStream(path) })) count++
  return count
}
