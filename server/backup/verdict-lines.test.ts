/** Verdicts as lines of a file: written while others ask and verdicts make room, and read whatever the lines are. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import type { Database } from '../storage/database.ts'
import { openDatabase } from '../storage/open-database.ts'
import type { SqlValue } from '../storage/sql-values.ts'
import {
  dropOldVerdicts,
  insertStretch,
  insertVerdicts,
  type VerdictRow,
} from '../storage/verdict-tables.ts'
import { createEmbeddedFolder, type EmbeddedFolder } from '../testing/embedded-folder.ts'
import { readVerdicts, writeVerdicts } from './verdict-lines.ts'

const PER_STRETCH = 1000
const FIRST_CHAIN = 6000
const OF_EACH = 1500

const rowOf = (chainId: string, number: number): VerdictRow => ({
  ...{ chain_id: chainId, number, at_ms: number, link: new Uint8Array(32).fill(number) },
  record: `["${chainId}",${number}]`,
})

const rowsOf = (chainId: string, first: number, count: number) =>
  Array.from({ length: count }, (_, i) => rowOf(chainId, first + i))

/** The verdicts that a file names, in its order. */
const namesIn = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as unknown[]).slice(0, 2).join('.'))

function newFile(): string {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  return join(folder.path, 'verdicts.jsonl')
}

describe('verdicts are written to a file', () => {
  let place: EmbeddedFolder
  let database: Database

  beforeAll(async () => {
    place = await createEmbeddedFolder()
    database = await openDatabase({ kind: 'embedded', folder: place.folder })
    await insertVerdicts(database, rowsOf('first', 0, FIRST_CHAIN))
    // Those of two processes, one beside the other.
    for (let at = 0; at < OF_EACH; at += 100) {
      for (const chain of ['left', 'right']) {
        await insertVerdicts(database, rowsOf(chain, at, 100))
      }
    }
    await database.transaction(async (transaction) => {
      for (let first = 0; first < FIRST_CHAIN; first += PER_STRETCH) {
        const head = { head_sha256: '', signature: '', key: '' }
        const stretch = { chain_id: 'first', first, verdicts: PER_STRETCH, ...head }
        await insertStretch(transaction, stretch)
      }
    })
  })
  afterAll(async () => {
    await database.close()
    place.dispose()
  })

  /** In the order in which they are kept. */
  const namesKept = async () =>
    (
      await database.query<{ readonly name: string }>(
        `select chain_id || '.' || number as name from verdicts order by place`,
      )
    ).map(({ name }) => name)

  test('while others are answered, and has what was kept when it began', async () => {
    const kept = await namesKept()
    const path = newFile()
    let isOver = false
    const writing = writeVerdicts(database, path).finally(() => {
      isOver = true
    })
    let answers = 0
    while (!isOver) {
      await insertVerdicts(database, [rowOf('left', OF_EACH + answers)])
      answers++
    }
    await writing
    const pages = kept.length / 2048
    expect(answers).toBeGreaterThanOrEqual(Math.floor(pages))
    const written = namesIn(path)
    // What came before the first look is in it too; nothing is missing between.
    const before = new Set(kept)
    const more = written.filter((name) => !before.has(name))
    expect(written.length - more.length).toBe(kept.length)
    expect(more).toEqual(more.map((_, at) => `left.${OF_EACH + at}`))
    expect(more.length).toBeLessThan(answers)
    expect(written).toEqual((await namesKept()).slice(0, written.length))
  })

  test.each([
    { often: 'once', drops: 1, rounds: 2 },
    { often: 'each time', drops: Number.POSITIVE_INFINITY, rounds: 3 },
  ])('whole, though $often stretches make room before they are read', async ({ drops, rounds }) => {
    let times = 0
    // Another process acts in between.
    const racing: Database = Object.create(database, {
      query: {
        value: async (sql: string, parameters: readonly SqlValue[]) => {
          const isFirstPage = sql.includes('where place >') && parameters[0] === 0
          if (isFirstPage && times++ < drops) {
            await dropOldVerdicts(database, (await namesKept()).length - PER_STRETCH)
          }
          return await database.query(sql, parameters)
        },
      },
      transaction: { value: database.transaction.bind(database) },
    })
    const path = newFile()
    await writeVerdicts(racing, path)
    expect(times).toBe(rounds)
    expect(namesIn(path)).toEqual(await namesKept())
  })
})

test('a line that is longer than a verdict may be is named, and is not kept while it is read', async () => {
  const path = newFile()
  const line = `${JSON.stringify(['a', 0, 0, '0'.repeat(64), ''])}\n`
  writeFileSync(path, line)
  writeFileSync(path, Buffer.alloc(64 * 1024 * 1024, 'x'), { flag: 'a' })
  const before = process.memoryUsage()
  const nowhere = { query: () => Promise.reject(new Error('nothing is inserted')) }
  const reading = readVerdicts(nowhere, path, (problem) => new Error(problem))
  await expect(reading).rejects.toThrow('line 2 is longer than a verdict may be')
  expect(process.memoryUsage().heapUsed - before.heapUsed).toBeLessThan(32 * 1024 * 1024)
})
