import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cloudEventSchema, parseTraceparent, parseTracestate, wrapEvent } from './cloud-event.ts'
import { describeEntropySample } from './entropy-sample.ts'
import { buildRegistry, checkEvent } from './event-registry.ts'
import { EVENT_TYPES } from './event-types.ts'

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

const context = {
  source: 'urn:thunderline:run',
  correlationId: 'c1',
  traceparent: undefined,
  newId: () => 'e1',
  wallTimeMs: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
}

const registry = buildRegistry(EVENT_TYPES)

function sampleOf(scenario: string) {
  const metrics = { entropy: 0.5, 'entropy.normalized': 0.25, alive: 3 }
  const event = describeEntropySample({
    tick: 7,
    metrics,
    scenario,
    rule: 'B3/S23',
    backend: 'wasm',
  })!
  return checkEvent(registry, event)
}

test('an envelope says who, what, when and of what, and the event is its data', () => {
  const event = sampleOf('soup')
  expect(wrapEvent(event, registry.get(event.name)!, context)).toEqual({
    specversion: '1.0',
    id: 'e1',
    source: 'urn:thunderline:run',
    type: 'ca.entropy.sample',
    subject: 'soup',
    time: '2026-01-02T03:04:05.006Z',
    datacontenttype: 'application/json',
    dataschema: 'urn:thunderline:event:ca.entropy.sample:1',
    correlationid: 'c1',
    topic: '_.ca.entropy.sample._',
    data: {
      measurements: { tick: 7, entropy: 0.5, entropy_normalized: 0.25 },
      metadata: { scenario: 'soup', rule: 'B3/S23', backend: 'wasm' },
    },
  })
})

test('every title makes an event that is registered, and an envelope that is one after JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean(), (title, isTraced) => {
      const event = sampleOf(title)
      const traceparent = isTraced ? TRACE : undefined
      const envelope = wrapEvent(event, registry.get(event.name)!, { ...context, traceparent })
      const line = JSON.stringify(envelope)
      expect(line).not.toContain('\n')
      expect(cloudEventSchema.parse(JSON.parse(line))).toEqual(envelope)
    }),
    { numRuns: 50 },
  )
})

test('names of attributes are lower-case letters and digits, 20 at the most, as the specification asks', () => {
  for (const name of Object.keys(cloudEventSchema.shape)) expect(name).toMatch(/^[a-z0-9]{1,20}$/)
})

test('entropy that was not measured makes no event', () => {
  const look = { tick: 1, metrics: { alive: 3 }, scenario: 'soup', rule: 'W30', backend: 'wasm' }
  expect(describeEntropySample(look)).toBeUndefined()
})

test.each([
  [TRACE, TRACE],
  [undefined, undefined],
  ['', undefined],
  [TRACE.toUpperCase(), undefined],
  [`00-${'0'.repeat(32)}-b7ad6b7169203331-01`, undefined],
  [`00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`, undefined],
  [`${TRACE}-more`, undefined],
])('%s is read as the trace context %s', (text, expected) => {
  expect(parseTraceparent(text)).toBe(expected)
})

const member = (key: string) => `${key}=1`

// The first three are examples of https://www.w3.org/TR/trace-context/, section 3.3.
test.each([
  ['rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', true],
  ['vendorname1=opaqueValue1,vendorname2=opaqueValue2', true],
  ['fw529a3039@dt=FfFfFfFf,  rojo=00f067aa0ba902b7', true],
  ['a=1,,b=2', true],
  [Array.from({ length: 32 }, (_, i) => member(`k${i}`)).join(), true],
  [Array.from({ length: 33 }, (_, i) => member(`k${i}`)).join(), false],
  ['a=1,a=2', false],
  ['A=1', false],
  ['a=b=c', false],
  ['a=', false],
  ['a', false],
  ['a=é', false],
  [',', false],
  ['', false],
  [`a=${'x'.repeat(511)}`, false],
])('%s is a state of a trace: %s', (text, isOne) => {
  expect(parseTracestate(text)).toBe(isOne ? text : undefined)
})
