/** The page about telemetry is held to the table of metrics. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { INSTRUMENTS } from '../node/otel-instruments.ts'

const PAGE = readFileSync(new URL('../../docs/telemetry.md', import.meta.url), 'utf8')

/** The rows below the head of a table. */
function rowsBelow(head: string): string[] {
  const lines = PAGE.split('\n')
  const first = lines.indexOf(head) + 2
  const rows = lines.slice(first, lines.indexOf('', first))
  expect(rows.length, head).toBeGreaterThan(0)
  return rows
}

test('the page lists each metric', () => {
  const rows = rowsBelow('| Metric | Kind | Unit | Made of | What it is |')
  expect(rows).toEqual(
    INSTRUMENTS.map(({ name, kind, unit, event, measurement, about }) => {
      const from = measurement === undefined ? `\`${event}\`` : `\`${measurement}\` of \`${event}\``
      return `| \`${name}\` | ${kind} | ${unit} | ${from} | ${about} |`
    }),
  )
})
