import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyEvent } from '../testing/any-event.ts'
import { wrapEvent } from './cloud-event.ts'
import { CloudEventError } from './errors.ts'
import { buildRegistry, buildSchemaIndex, checkEvent } from './event-registry.ts'
import { describeLine } from './event-schema.ts'
import { EVENT_TYPES } from './event-types.ts'
import { MAX_ENVELOPE_BYTES, parseCloudEvent } from './parse-cloud-event.ts'
import { parseTopic } from './topic.ts'
import { isHeardBy, parseTopicPattern } from './topic-pattern.ts'

const registry = buildRegistry(EVENT_TYPES)
const schemas = buildSchemaIndex(EVENT_TYPES)
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const context = {
  source: 'urn:thunderline:server',
  correlationId: 'request-1',
  traceparent: TRACE,
  tracestate: 'vendor=1',
  newId: () => 'id-1',
  wallTimeMs: () => Date.UTC(2026, 0, 2),
}

const stored = wrapEvent(
  checkEvent(registry, {
    kind: 'record',
    name: 'artifact.stored',
    data: { sha256: 'ab'.repeat(32), bytes: 18, media_type: 'text/plain', role: 'report' },
  }),
  registry.get('artifact.stored')!,
  context,
)

const read = (envelope: unknown) => parseCloudEvent(JSON.stringify(envelope), schemas)

test('what any publisher may say survives the envelope, and the envelope says what it promises', () => {
  fc.assert(
    fc.property(anyEvent, ({ event, type }) => {
      const checked = checkEvent(registry, event)
      const envelope = wrapEvent(checked, type, context)
      const text = JSON.stringify(envelope)
      expect(parseCloudEvent(text, schemas)).toEqual(JSON.parse(text))
      expect(describeLine(type).parse(JSON.parse(text))).toEqual(JSON.parse(text))

      const { cause, zone, agent } = event
      expect(envelope.id).toBe('id-1')
      expect(envelope.correlationid).toBe(cause?.correlationId ?? 'request-1')
      expect(envelope.causationid).toBe(cause?.id)
      expect(envelope.traceparent).toBe(cause?.traceparent ?? TRACE)
      // A state of another trace than the one that is told would be wrong.
      const isOfCause = cause?.traceparent !== undefined
      expect(envelope.tracestate).toBe(isOfCause ? cause.tracestate : 'vendor=1')
      const ownKey = event.kind === 'record' ? 'id-1' : undefined
      expect(envelope.idempotencykey).toBe(event.idempotencyKey ?? ownKey)
      expect(parseTopic(envelope.topic)).toEqual({ zone, event: type.name, agent })
      expect(isHeardBy(parseTopicPattern(`+.${type.name}.+`), envelope.topic)).toBe(true)
      const told =
        event.kind === 'record'
          ? event.data
          : { measurements: event.measurements, metadata: event.metadata }
      expect(envelope.data).toEqual(told)
    }),
    { numRuns: 400 },
  )
})

const { correlationid: _correlation, ...uncorrelated } = stored
const { idempotencykey: _key, ...keyless } = stored
const { traceparent: _trace, ...traceless } = stored

test.each<[string, unknown, string]>([
  ['no object', [], ''],
  ['no correlation', uncorrelated, 'correlationid'],
  ['an empty correlation', { ...stored, correlationid: '' }, 'correlationid'],
  ['null for an attribute', { ...stored, causationid: null }, 'causationid'],
  ['an event that brought itself about', { ...stored, causationid: 'id-1' }, 'causationid'],
  ['a record without a key', keyless, 'idempotencykey'],
  ['another version of the specification', { ...stored, specversion: '0.3' }, 'specversion'],
  ['a time that is none', { ...stored, time: 'yesterday' }, 'time'],
  ['a trace that is none', { ...stored, traceparent: TRACE.toUpperCase() }, 'traceparent'],
  ['a state of no trace', traceless, 'tracestate'],
  ['a state that is none', { ...stored, tracestate: 'a=1,a=2' }, 'tracestate'],
  ['an unknown attribute', { ...stored, mood: 'good' }, 'mood'],
  [
    'an unknown version',
    { ...stored, dataschema: 'urn:thunderline:event:artifact.stored:9' },
    'dataschema',
  ],
  [
    'the schema of another type',
    { ...stored, dataschema: 'urn:thunderline:event:flag.changed:1' },
    'type',
  ],
  ['the topic of another type', { ...stored, topic: '_.flag.changed._' }, 'topic'],
  ['a topic that is none', { ...stored, topic: 'a.+.b' }, 'topic'],
  ['another subject than the event', { ...stored, subject: 'cd'.repeat(32) }, 'subject'],
  ['a field that is not known', { ...stored, data: { ...stored.data, mood: 1 } }, 'data'],
  ['a field of another type', { ...stored, data: { ...stored.data, bytes: '18' } }, 'data.bytes'],
  ['an unsafe number', { ...stored, data: { ...stored.data, bytes: 2 ** 53 } }, ''],
  [
    'a hash in capitals',
    { ...stored, data: { ...stored.data, sha256: 'AB'.repeat(32) } },
    'data.sha256',
  ],
])('%s is refused by field', (_what, envelope, field) => {
  const problem = (() => {
    try {
      return read(envelope)
    } catch (error) {
      return error
    }
  })()
  expect(problem).toBeInstanceOf(CloudEventError)
  expect((problem as CloudEventError).details.field).toBe(field)
})

test('numbers that JSON has and doubles have not are refused', () => {
  const text = JSON.stringify(stored).replace('"bytes":18', '"bytes":1e999')
  const place = text.indexOf('1e999') + 1
  expect(() => parseCloudEvent(text, schemas)).toThrow(`at character ${place}`)
})

test('any text is an event or is refused at once, in few words', () => {
  const text = JSON.stringify(stored)
  const wild = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.json({ maxDepth: 8 }),
    // An event with a part cut out, doubled or replaced.
    fc
      .tuple(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 8 }))
      .map(([at, length, put]) => {
        return text.slice(0, at) + put + text.slice(at + length)
      }),
    fc.tuple(fc.constantFrom(...Object.keys(stored)), fc.jsonValue()).map(([key, value]) => {
      return JSON.stringify({ ...stored, [key]: value })
    }),
    fc.constantFrom(
      '['.repeat(MAX_ENVELOPE_BYTES),
      'x'.repeat(MAX_ENVELOPE_BYTES + 1),
      '{"a":'.repeat(13_000),
    ),
  )
  fc.assert(
    fc.property(wild, (each) => {
      try {
        expect(parseCloudEvent(each, schemas)).toMatchObject({ specversion: '1.0' })
      } catch (error) {
        if (!(error instanceof CloudEventError)) throw error
        expect(error.message.length).toBeLessThan(400)
      }
    }),
    { numRuns: 1500 },
  )
})
