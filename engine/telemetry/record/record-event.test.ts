import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../ledger/canonical-json.ts'
import { anyDataOf } from '../../testing/record-samples.ts'
import { isHeardBy, parseTopicPattern } from '../topic-pattern.ts'
import { RecordRefusedError } from './errors.ts'
import { buildRecordEvent, checkRecordEvent, type RecordContext } from './record-event.ts'
import type { RecordType } from './record-type.ts'
import { RECORD_TYPES } from './record-types.ts'

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

const context = (more: Partial<RecordContext> = {}): RecordContext => ({
  ...{ source: 'urn:thunderline:test', agent: 'server-1', correlationId: 'request 1' },
  newId: () => 'id 1',
  wallTimeMs: () => 1_767_323_045_006,
  ...more,
})

const AUDITED = {
  name: 'system.ledger.audited',
  data: { origin: 'o', entries: 3, root: 'a'.repeat(64), is_clean: true },
}

describe.each<RecordType>([...RECORD_TYPES])('$name', (type) => {
  test('has a description of each field, and a subject among them that is always there', () => {
    for (const [name, field] of Object.entries(type.data.shape)) {
      expect(field.meta()?.description ?? '', name).toMatch(/^[A-Z].*\.$/)
    }
    expect(type.data.shape).toHaveProperty(type.subject)
    expect(type.data.safeParse({}).error!.issues.map(({ path }) => path[0])).toContain(type.subject)
  })

  test('whatever it says is enveloped, and read again as the same, with all that envelopes promise', () => {
    fc.assert(
      fc.property(
        anyDataOf(type),
        fc.string(),
        fc.option(fc.string({ minLength: 1 })),
        (data, zone, cause) => {
          const causationId = cause ?? undefined
          const event = buildRecordEvent({ name: type.name, data, zone }, context({ causationId }))
          const text = canonicalJson(event)
          expect(canonicalJson(checkRecordEvent(JSON.parse(text)))).toBe(text)
          expect(event.correlationid).toBe('request 1')
          expect(event.causationid).toBe(causationId)
          expect(event.idempotencykey).toBe(event.id)
          expect(event.data).toEqual(data)
          const levels = event.topic.split('.')
          expect(levels.slice(1, -1).join('.')).toBe(type.name)
          expect(isHeardBy(parseTopicPattern(`+.${type.name}.server-1`), event.topic)).toBe(true)
          expect(isHeardBy(parseTopicPattern(event.topic), event.topic)).toBe(true)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('a field that is missing, unknown or of another type is refused by its name', () => {
    fc.assert(
      fc.property(
        anyDataOf(type),
        fc.constantFrom(...Object.keys(type.data.shape)),
        (data, field) => {
          const refusalOf = (altered: object) => {
            try {
              buildRecordEvent({ name: type.name, data: altered as never }, context())
              return undefined
            } catch (error) {
              expect(error).toBeInstanceOf(RecordRefusedError)
              return (error as RecordRefusedError).message
            }
          }
          expect(refusalOf({ ...data, [field]: Symbol('other') })).toContain(`data.${field}: `)
          expect(refusalOf({ ...data, other: 1 })).toContain('"other"')
          const { [field]: _left, ...without } = data
          const isOptional = type.data.shape[field]!.safeParse(undefined).success
          if (isOptional) expect(refusalOf(without)).toBeUndefined()
          else expect(refusalOf(without)).toContain(`data.${field}: `)
        },
      ),
      { numRuns: 20 },
    )
  })
})

test('an envelope has what CloudEvents and our extensions name, and nothing else', () => {
  const trace = { traceparent: TRACE, tracestate: 'vendor=1' }
  const record = { ...AUDITED, zone: 'core/1', idempotencyKey: 'audit 7' }
  const event = buildRecordEvent(record, context({ ...trace, causationId: 'id 0' }))
  expect(event).toEqual({
    ...{ specversion: '1.0', id: 'id 1', source: 'urn:thunderline:test' },
    ...{ type: 'system.ledger.audited', subject: 'o', time: '2026-01-02T03:04:05.006Z' },
    datacontenttype: 'application/json',
    dataschema: 'urn:thunderline:record:system.ledger.audited:1',
    ...{ correlationid: 'request 1', causationid: 'id 0', ...trace },
    topic: 'core_1.system.ledger.audited.server-1',
    idempotencykey: 'audit 7',
    data: AUDITED.data,
  })
  // CloudEvents 1.0, section 3.1: lower-case letters and digits, and 20 of them are enough.
  for (const name of Object.keys(event)) expect(name).toMatch(/^[a-z0-9]{1,20}$/)
})

test.each([
  ['another kind', { type: 'ca.run.exploded' }, 'no record of that name'],
  [
    'another version',
    { dataschema: 'urn:thunderline:record:system.ledger.audited:2' },
    'dataschema',
  ],
  ['another subject', { subject: 'p' }, 'subject'],
  ['another topic', { topic: 'all.system.ledger.server' }, 'topic'],
  ['a time that is none', { time: 'yesterday' }, 'time'],
  ['a trace that is none', { traceparent: '00-0-0-0' }, 'traceparent'],
  ['no correlation', { correlationid: undefined }, 'correlationid'],
  ['no idempotency key', { idempotencykey: '' }, 'idempotencykey'],
  ['an attribute that nobody knows', { mood: 'good' }, 'mood'],
  ['data that is none', { data: [] }, 'data'],
])('an envelope with %s is refused', (_what, change, problem) => {
  const event = { ...buildRecordEvent(AUDITED, context()), ...change }
  expect(() => checkRecordEvent(event)).toThrow(RecordRefusedError)
  expect(() => checkRecordEvent(event)).toThrow(problem)
})

test('whatever is no event is refused by name', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(() => checkRecordEvent(value)).toThrow(RecordRefusedError)
    }),
  )
})

test('runs have one beginning, and each of their other records is an end', () => {
  for (const kind of ['ca.run', 'ml.run']) {
    const types = RECORD_TYPES.filter(({ name }) => name.startsWith(`${kind}.`))
    expect(types.filter(({ isTerminal }) => !isTerminal).map(({ name }) => name)).toEqual([
      `${kind}.started`,
    ])
    expect(types.every(({ subject }) => subject === 'run')).toBe(true)
  }
})
