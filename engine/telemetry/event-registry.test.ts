import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventRefusedError } from './errors.ts'
import { buildRegistry, buildSchemaIndex, checkEvent } from './event-registry.ts'
import { type EventType, fieldsOf } from './event-type.ts'
import { EVENT_TYPES } from './event-types.ts'
import type { MeasureEvent, RecordEvent } from './published-event.ts'
import { parseTopicPattern } from './topic-pattern.ts'

const registry = buildRegistry(EVENT_TYPES)

const completed = {
  kind: 'measure',
  name: 'ca.qa.scenario.completed',
  measurements: { duration_ms: 12.5, entropy_mean: 0.25, convergence_steps: 7 },
  metadata: { suite: 'core', scenario: 'acorn', backend: 'wasm', outcome: 'passed' },
}

const withNumbers = (numbers: object) => ({ ...completed, measurements: numbers })
const withWords = (words: object) => ({
  ...completed,
  metadata: { ...completed.metadata, ...words },
})

test('an event as it is registered is taken as a frozen copy', () => {
  const checked = checkEvent(registry, completed) as MeasureEvent
  expect(checked).toEqual(completed)
  expect(checked).not.toBe(completed)
  expect([checked, checked.measurements, checked.metadata].every(Object.isFrozen)).toBe(true)
  expect(checkEvent(registry, withNumbers({ duration_ms: 0 }))).toMatchObject({
    measurements: { duration_ms: 0 },
  })
})

test.each([
  ['an unknown name', { ...completed, name: 'ca.qa.scenario.complete' }, 'no event of that name'],
  ['a missing measurement', withNumbers({ entropy_mean: 1 }), 'measurements.duration_ms'],
  ['one that is negative', withNumbers({ duration_ms: -1 }), 'measurements.duration_ms'],
  ['one that is infinite', withNumbers({ duration_ms: Infinity }), 'measurements.duration_ms'],
  [
    'one that is no whole number',
    withNumbers({ duration_ms: 1, convergence_steps: 0.5 }),
    '_steps',
  ],
  ['one that is unknown', withNumbers({ duration_ms: 1, mood: 3 }), 'mood'],
  ['one that is text', withNumbers({ duration_ms: '12' }), 'measurements.duration_ms'],
  ['an outcome that there is not', withWords({ outcome: 'splendid' }), 'metadata.outcome'],
  ['a name that is empty', withWords({ scenario: '' }), 'metadata.scenario'],
  ['a name that is too long', withWords({ scenario: 'x'.repeat(201) }), 'metadata.scenario'],
  ['metadata that is unknown', withWords({ host: 'here' }), 'host'],
  ['a member that is unknown', { ...completed, time: 3 }, 'time'],
  ['nothing', undefined, 'nvalid input'],
])('%s is refused, and what is wrong is named', (_what, event, named) => {
  expect(() => checkEvent(registry, event)).toThrow(EventRefusedError)
  expect(() => checkEvent(registry, event)).toThrow(named)
})

test('whatever is published is taken or refused, in few words', () => {
  const wild = fc.oneof(
    fc.anything({ maxKeys: 20 }),
    fc.record({
      kind: fc.constantFrom('measure', 'record'),
      data: fc.anything(),
      name: fc.constantFrom(...EVENT_TYPES.map(({ name }) => name)),
      measurements: fc.dictionary(fc.string(), fc.anything()),
      metadata: fc.dictionary(fc.string(), fc.string({ maxLength: 1000 })),
    }),
  )
  fc.assert(
    fc.property(wild, (event) => {
      try {
        checkEvent(registry, event)
      } catch (error) {
        expect(error).toBeInstanceOf(EventRefusedError)
        expect((error as EventRefusedError).message.length).toBeLessThan(1000)
      }
    }),
    { numRuns: 500 },
  )
})

test('a name is registered once', () => {
  expect(() => buildRegistry([...EVENT_TYPES, EVENT_TYPES[0]])).toThrow('registered twice')
})

test.each<EventType>(EVENT_TYPES)('$name says what it is, and who publishes it', (type) => {
  expect(parseTopicPattern(type.name)).toMatchObject({ isOpen: false })
  expect(type.name).not.toContain('+')
  const isRecord = type.kind === 'record'
  expect(Object.keys(isRecord ? type.data.shape : type.metadata.shape)).toContain(type.subject)
  for (const room of type.publisher.split(', ')) expect(room).toMatch(/^(engine|server)\/[a-z]+$/)
  for (const [key, field] of Object.entries(fieldsOf(type))) {
    expect(field.meta(), key).toMatchObject({ description: expect.stringMatching(/\.$/) })
  }
  for (const [key, field] of Object.entries(isRecord ? {} : type.measurements.shape)) {
    expect(field.meta(), key).toMatchObject({ unit: expect.any(String) })
  }
})

test('each run begins with one type of event, and has exactly three that end it', () => {
  const types: readonly EventType[] = EVENT_TYPES
  for (const family of ['ca.run', 'ml.run']) {
    const own = types.filter(({ name, kind }) => name.startsWith(`${family}.`) && kind === 'record')
    const ends = own.filter((type) => type.kind === 'record' && type.isTerminal)
    expect(own.map(({ name }) => name)).toContain(`${family}.created`)
    expect(ends.map(({ name }) => name)).toEqual(
      ['completed', 'failed', 'cancelled'].map((end) => `${family}.${end}`),
    )
  }
})

test.each(['ca.run', 'ml.run'])(
  'what begins and what completes a %s say alike what made it',
  (family) => {
    const fields = (end: string) => Object.keys(fieldsOf(registry.get(`${family}.${end}`)!))
    const origin = family === 'ca.run' ? ['scenario_sha256', 'rule', 'ticks'] : ['parameters']
    for (const end of ['created', 'completed']) {
      expect(fields(end)).toEqual(expect.arrayContaining([...origin, 'seed', 'engine', 'inputs']))
    }
  },
)

const run = {
  kind: 'record',
  name: 'ml.run.created',
  data: {
    ...{
      run_id: 'run-1',
      created_by: 'token-1',
      purpose: 'training',
      seed: '18446744073709551615',
    },
    ...{ engine: '0.2.0', parameters: [{ name: 'rate', value: 0.1 }], inputs: [] },
  },
}

test('a record is a frozen copy, to its last list', () => {
  const checked = checkEvent(registry, run) as RecordEvent
  expect(checked).toEqual(run)
  const { parameters } = checked.data as { parameters: readonly object[] }
  expect([checked, checked.data, parameters, parameters[0]].every(Object.isFrozen)).toBe(true)
  expect(Object.isFrozen(run.data.parameters)).toBe(false)
})

const parameters = (length: number, text: string) =>
  Array.from({ length }, (_, i) => ({ name: `p${i}`, value: text }))

test.each<[string, object, string]>([
  [
    'more entries than a list takes',
    { ...run, data: { ...run.data, parameters: parameters(129, 'x') } },
    'parameters',
  ],
  [
    'more bytes than an envelope takes',
    { ...run, data: { ...run.data, parameters: parameters(100, '日'.repeat(200)) } },
    '49152 bytes',
  ],
  ['half of a surrogate pair', { ...run, data: { ...run.data, run_id: '\ud800' } }, 'surrogate'],
  ['a seed as a number', { ...run, data: { ...run.data, seed: 7 } }, 'data.seed'],
  [
    'a value that JSON has not',
    { ...run, data: { ...run.data, run_id: undefined } },
    'data.run_id',
  ],
  [
    'a field that may be absent, as undefined',
    { ...run, data: { ...run.data, revision: undefined } },
    '/data/revision is of the type undefined',
  ],
  [
    'a number that others would round',
    { ...run, data: { ...run.data, parameters: [{ name: 'rate', value: 2 ** 53 }] } },
    '/data/parameters/0/value',
  ],
  ['a list with a hole', { ...run, data: { ...run.data, inputs: new Array(1) } }, 'data'],
  ['measurements of a record', { ...run, measurements: {} }, 'measurements'],
  [
    'the other kind',
    { ...run, kind: 'measure', data: undefined, measurements: {}, metadata: {} },
    'data',
  ],
  ['a zone that is no level of a topic', { ...run, zone: '日'.repeat(9) }, 'topic'],
  ['an empty agent', { ...run, agent: '' }, 'agent'],
])('%s is refused', (_what, event, named) => {
  expect(() => checkEvent(registry, event)).toThrow(EventRefusedError)
  expect(() => checkEvent(registry, event)).toThrow(named)
})

test('the newest version of a type is published, and all can be read', () => {
  const types: readonly EventType[] = [{ ...EVENT_TYPES[0], version: 2 }, ...EVENT_TYPES]
  expect(buildRegistry(types).get(EVENT_TYPES[0].name)?.version).toBe(2)
  expect(buildSchemaIndex(types).size).toBe(types.length)
})
