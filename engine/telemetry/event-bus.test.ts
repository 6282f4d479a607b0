import fc from 'fast-check'
import { expect, expectTypeOf, test } from 'vitest'
import { EventFloodError, EventRefusedError, TooManySubscribersError } from './errors.ts'
import { type BusProblem, EventBus } from './event-bus.ts'
import type { KnownRecord } from './event-types.ts'
import type { MeasureEvent, PublishedEvent } from './published-event.ts'

const sample = (tick: number): MeasureEvent => ({
  kind: 'measure',
  name: 'ca.entropy.sample',
  measurements: { tick, entropy: 0.5 },
  metadata: { scenario: 'soup', rule: 'B3/S23', backend: 'wasm' },
})

const suite: MeasureEvent = {
  kind: 'measure',
  name: 'ca.qa.suite.completed',
  measurements: { duration_ms: 1, scenarios: 2, passed: 1, failed: 1 },
  metadata: { suite: 'core', backend: 'auto', outcome: 'failed' },
}

const ticksOf = (event: PublishedEvent) =>
  event.kind === 'measure' ? event.measurements.tick : undefined

function openBus(maxSubscribers = 8) {
  const problems: BusProblem[] = []
  const bus = new EventBus({ maxSubscribers, onProblem: (problem) => problems.push(problem) })
  const heard: string[] = []
  const hear = (who: string) => (event: PublishedEvent) =>
    void heard.push(`${who} ${ticksOf(event) ?? event.name}`)
  return { bus, problems, heard, hear }
}

test('an event is heard at once, in the order of subscription, by those whose pattern it has', () => {
  const { bus, heard, hear, problems } = openBus()
  bus.subscribe('ca.#', hear('all'))
  bus.subscribe('ca.qa.+.completed', hear('gate'))
  const end = bus.subscribe('ca.entropy.sample', hear('samples'))
  bus.publishEvent(sample(1))
  expect(heard).toEqual(['all 1', 'samples 1'])
  end()
  end()
  bus.publishEvent(sample(2))
  bus.publishEvent(suite)
  expect(heard.slice(2)).toEqual([
    'all 2',
    'all ca.qa.suite.completed',
    'gate ca.qa.suite.completed',
  ])
  expect(problems).toEqual([])
  expect(bus.wants('ca.qa.scenario.completed')).toBe(true)
  expect(bus.wants('bit.spawned')).toBe(false)
})

test('a subscriber that throws or rejects harms neither who publishes nor the others, and is told of', async () => {
  const { bus, heard, hear, problems } = openBus()
  bus.subscribe('#', () => {
    throw new Error('broken')
  })
  bus.subscribe('ca.+.sample', async () => {
    throw new Error('broken later')
  })
  bus.subscribe('#', hear('good'))
  bus.publishEvent(sample(1))
  bus.publishEvent(sample(2))
  await new Promise(setImmediate)
  expect(heard).toEqual(['good 1', 'good 2'])
  expect(problems.map(({ pattern, error }) => [pattern, (error as Error).message])).toEqual([
    ['#', 'broken'],
    ['#', 'broken'],
    ['ca.+.sample', 'broken later'],
    ['ca.+.sample', 'broken later'],
  ])
})

test('whoever is told of problems cannot harm the publisher either', () => {
  const bus = new EventBus({
    onProblem() {
      throw new Error('worse')
    },
  })
  bus.subscribe('#', () => {
    throw new Error('broken')
  })
  expect(() => bus.publishEvent(sample(1))).not.toThrow()
  expect(() => bus.publishEvent({ ...sample(1), name: 'unknown' })).not.toThrow()
})

test('an event that is not as it is registered is delivered to nobody, and told of', () => {
  const { bus, heard, hear, problems } = openBus()
  bus.subscribe('#', hear('all'))
  bus.publishEvent({ ...sample(1), measurements: { tick: 1, entropy: Number.NaN } })
  bus.publishEvent({ ...sample(1), name: 'ca.entropy.samples' })
  expect(heard).toEqual([])
  expect(problems.map(({ error }) => error)).toEqual([
    expect.any(EventRefusedError),
    expect.any(EventRefusedError),
  ])
})

test('no listener can change what others hear', () => {
  const { bus, heard, hear, problems } = openBus()
  bus.subscribe('#', (event: PublishedEvent) => {
    if (event.kind === 'measure') Object.assign(event.measurements, { tick: 99 })
  })
  bus.subscribe('#', hear('next'))
  bus.publishEvent(sample(1))
  expect(heard).toEqual(['next 1'])
  expect(problems).toHaveLength(1)
})

test('what is published in answer is heard by all after what it answers', () => {
  const { bus, heard, hear } = openBus()
  bus.subscribe('#', (event: PublishedEvent) => {
    const tick = ticksOf(event) ?? 9
    if (tick < 3) bus.publishEvent(sample(tick + 1))
  })
  bus.subscribe('#', hear('a'))
  bus.subscribe('#', hear('b'))
  bus.publishEvent(sample(1))
  expect(heard).toEqual(['a 1', 'b 1', 'a 2', 'b 2', 'a 3', 'b 3'])
})

test('answers without end are dropped, and what comes later is heard again', () => {
  const { bus, problems } = openBus()
  let count = 0
  const end = bus.subscribe('#', () => {
    if (count++ > 5000) return
    bus.publishEvent(sample(1))
    bus.publishEvent(sample(1))
  })
  bus.publishEvent(sample(1))
  expect(problems[0]!.error).toBeInstanceOf(EventFloodError)
  end()
  const { length } = problems
  bus.publishEvent(sample(2))
  expect(problems).toHaveLength(length)
})

test('a bus takes so many subscribers and no more, and a place that is given up can be taken', () => {
  const { bus, hear } = openBus(2)
  bus.subscribe('#', hear('a'))
  const end = bus.subscribe('#', hear('b'))
  expect(() => bus.subscribe('#', hear('c'))).toThrow(TooManySubscribersError)
  end()
  bus.subscribe('#', hear('c'))
})

test('subscribers hear all events from the first after they came to the last before they left', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('come' as const), pattern: fc.constantFrom('#', 'ca.qa.#') }),
    fc.record({ kind: fc.constant('leave' as const), who: fc.nat(5) }),
    fc.record({ kind: fc.constant('emit' as const), isSuite: fc.boolean() }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const bus = new EventBus()
      const members: {
        pattern: string
        isHere: boolean
        heard: number
        due: number
        end(): void
      }[] = []
      for (const each of steps) {
        if (each.kind === 'come') {
          const member = { pattern: each.pattern, isHere: true, heard: 0, due: 0, end() {} }
          member.end = bus.subscribe(each.pattern, () => void member.heard++)
          members.push(member)
        } else if (each.kind === 'leave') {
          const member = members[each.who]
          member?.end()
          if (member !== undefined) member.isHere = false
        } else {
          bus.publishEvent(each.isSuite ? suite : sample(1))
          for (const member of members) {
            if (member.isHere && (each.isSuite || member.pattern === '#')) member.due++
          }
        }
      }
      expect(members.map(({ heard }) => heard)).toEqual(members.map(({ due }) => due))
    }),
  )
})

test('who subscribes to a name is given its fields', () => {
  const bus = new EventBus()
  bus.subscribe('ca.qa.scenario.completed', ({ measurements, metadata }) => {
    expectTypeOf(measurements.duration_ms).toEqualTypeOf<number>()
    expectTypeOf(measurements.convergence_steps).toEqualTypeOf<number | undefined>()
    expectTypeOf(metadata.outcome).toEqualTypeOf<
      'passed' | 'failed' | 'invalid' | 'timeout' | 'crashed'
    >()
  })
})

test('a record that does not fit its type, or is of none, is an error of types where its name is known', () => {
  const take = (_event: KnownRecord) => {}
  const data = { flag: 'sparse', is_on: true, by: 'token-1', reason: 'a trial' }
  take({ kind: 'record', name: 'flag.changed', data })
  // @ts-expect-error a field has another type
  take({ kind: 'record', name: 'flag.changed', data: { ...data, is_on: 'yes' } })
  // @ts-expect-error a field is missing
  take({ kind: 'record', name: 'flag.changed', data: { flag: 'sparse', is_on: true, by: 'a' } })
  // @ts-expect-error no such type is registered
  take({ kind: 'record', name: 'flag.altered', data })
})

test('a record is delivered like a measure, typed by its name', () => {
  const { bus, problems } = openBus()
  const heard: string[] = []
  bus.subscribe('flag.changed', ({ data }) => {
    expectTypeOf(data.is_on).toEqualTypeOf<boolean>()
    expectTypeOf(data.previous).toEqualTypeOf<boolean | undefined>()
    heard.push(`${data.flag} ${data.is_on}`)
  })
  const data = { flag: 'sparse', is_on: true, by: 'token-1', reason: 'a trial' }
  bus.publishEvent({ kind: 'record', name: 'flag.changed', data })
  bus.publishEvent({ kind: 'record', name: 'flag.changed', data: { ...data, is_on: 'yes' } })
  expect(heard).toEqual(['sparse true'])
  expect(problems.map(({ error }) => error)).toEqual([expect.any(EventRefusedError)])
})
