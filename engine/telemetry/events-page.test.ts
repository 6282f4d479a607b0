/** The page about events is held to the registry and to the schema of a line. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { buildSchemaIndex } from './event-registry.ts'
import { describeLine } from './event-schema.ts'
import { type EventType, fieldsOf } from './event-type.ts'
import { EVENT_TYPES } from './event-types.ts'
import { parseCloudEvent } from './parse-cloud-event.ts'

const PAGE = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8')

/** The rows below the head of a table. */
function rowsBelow(head: string): string[] {
  const lines = PAGE.split('\n')
  const first = lines.indexOf(head) + 2
  const rows = lines.slice(first, lines.indexOf('', first))
  expect(rows.length, head).toBeGreaterThan(0)
  return rows
}

function rowsOf(type: EventType): string[] {
  const { name, version, kind, about, publisher, isPlanned } = type
  const fields = Object.entries(fieldsOf(type)).map(([key, field]) => {
    const { unit, description } = field.meta() ?? {}
    return `| | \`${key}\` | ${unit === undefined ? '' : `${unit} `}| ${description} |`
  })
  return [
    `| \`${name}\` | ${kind} ${version} | | **${about}** ${publisher}${isPlanned ? ', planned' : ''} |`,
    ...fields,
  ]
}

test('the page lists each type with its kind, its version, who publishes it and its fields', () => {
  const rows = rowsBelow('| Event | Field | Unit | What it is |')
  expect(rows).toEqual(EVENT_TYPES.flatMap(rowsOf))
})

test('the lines that the page shows are events', () => {
  const schemas = buildSchemaIndex(EVENT_TYPES)
  const lines = PAGE.split('\n').filter((each) => each.startsWith('{"specversion"'))
  expect(lines.map((line) => schemas.get(JSON.parse(line).dataschema)!.kind)).toEqual([
    'measure',
    'record',
  ])
  for (const line of lines) {
    const envelope = JSON.parse(line)
    expect(parseCloudEvent(line, schemas)).toEqual(envelope)
    expect(describeLine(schemas.get(envelope.dataschema)!).parse(envelope)).toEqual(envelope)
  }
})
