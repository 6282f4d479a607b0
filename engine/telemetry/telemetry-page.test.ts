/** The page about telemetry is held to the registry, the table of metrics and the schema of a line. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { INSTRUMENTS } from '../node/otel-instruments.ts'
import { describeLine } from './event-schema.ts'
import type { EventType } from './event-type.ts'
import { EVENT_TYPES } from './event-types.ts'

const PAGE = readFileSync(new URL('../../docs/telemetry.md', import.meta.url), 'utf8')

/** The rows below the head of a table. */
function rowsBelow(head: string): string[] {
  const lines = PAGE.split('\n')
  const first = lines.indexOf(head) + 2
  const rows = lines.slice(first, lines.indexOf('', first))
  expect(rows.length, head).toBeGreaterThan(0)
  return rows
}

function rowsOf({ name, about, measurements, metadata }: EventType): string[] {
  const fields = Object.entries({ ...measurements.shape, ...metadata.shape }).map(
    ([key, field]) => {
      const { unit, description } = field.meta() ?? {}
      const isWord = key in metadata.shape
      return `| | \`${key}\` | ${isWord ? '' : `${unit} `}| ${description} |`
    },
  )
  return [`| \`${name}\` | | | **${about}** |`, ...fields]
}

test('the page lists each event with its fields, their units and what they are', () => {
  const rows = rowsBelow('| Event | Field | Unit | What it is |')
  expect(rows).toEqual(EVENT_TYPES.flatMap(rowsOf))
})

test('the page lists each metric', () => {
  const rows = rowsBelow('| Metric | Kind | Unit | Made of | What it is |')
  expect(rows).toEqual(
    INSTRUMENTS.map(({ name, kind, unit, event, measurement, about }) => {
      const from = measurement === undefined ? `\`${event}\`` : `\`${measurement}\` of \`${event}\``
      return `| \`${name}\` | ${kind} | ${unit} | ${from} | ${about} |`
    }),
  )
})

test('the line that the page shows is one', () => {
  const line = JSON.parse(PAGE.split('\n').find((each) => each.startsWith('{"specversion"'))!)
  const type = EVENT_TYPES.find(({ name }) => name === line.type)!
  expect(describeLine(type).parse(line)).toEqual(line)
  const wrong = { ...line, data: { ...line.data, measurements: { mood: 1 } } }
  expect(describeLine(type).safeParse(wrong).success).toBe(false)
})
