/** The page about events is held to the kinds of records. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { RecordType } from './record-type.ts'
import { RECORD_TYPES } from './record-types.ts'

const PAGE = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8')

function rowsOf({ name, version, about, publisher, data, isTerminal }: RecordType): string[] {
  const fields = Object.entries(data.shape).map(([key, field]) => {
    const mark = field.safeParse(undefined).success ? '?' : ''
    return `| | \`${key}\`${mark} | ${field.meta()?.description} |`
  })
  const end = isTerminal ? '; terminal' : ''
  const kind = `**${about}** Version ${version}, published by ${publisher}${end}.`
  return [`| \`${name}\` | | ${kind} |`, ...fields]
}

test('the page lists each kind of record with its fields and what they are', () => {
  const lines = PAGE.split('\n')
  const first = lines.indexOf('| Event | Field | What it is |') + 2
  const rows = lines.slice(first, lines.indexOf('', first))
  expect(rows).toEqual(RECORD_TYPES.flatMap(rowsOf))
})
