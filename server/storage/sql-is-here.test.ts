/** The import map sees packages; this sees statements. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** How a statement begins where a text or a line of one does. */
const STATEMENT =
  /(?:['"`]|^)\s*(?:select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|truncate\s+\w|(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:unique\s+)?(?:table|index|schema|trigger|function|view|database|role|type)\s|declare\s+\w+.*\scursor\s)/im

const isTest = (path: string) => /[.-]test\.tsx?$|^\w+\/testing\//.test(path)

const sources = globSync('{engine,viewer,server}/**/*.{ts,tsx}', { cwd: ROOT }).filter(
  (path) => !isTest(path),
)

const find = (paths: readonly string[]) =>
  paths.filter((path) => STATEMENT.test(readFileSync(join(ROOT, path), 'utf8')))

test('statements of SQL are in this room alone', () => {
  const others = sources.filter((path) => !path.startsWith('server/storage/'))
  expect(others.length).toBeGreaterThan(500)
  expect(find(others)).toEqual([])
})

test('and they are seen where they are', () => {
  const found = find(sources.filter((path) => path.startsWith('server/storage/')))
  expect(found).toEqual(
    expect.arrayContaining([
      'server/storage/ledger-tables.ts',
      'server/storage/migrations/001-ledger.ts',
      'server/storage/migrations/apply-migrations.ts',
    ]),
  )
})
