import { expect, expectTypeOf, test } from 'vitest'
import { buildRegistry, checkEvent } from '../telemetry/event-registry.ts'
import { BIT_TYPES } from '../telemetry/types/bit-types.ts'
import { describeBitEvent } from '../testing/describe-bit-event.ts'
import type { BitEvent } from './bit-events.ts'

const of = { tick: 3, bitId: '00000000-0000-8000-8000-000000000007' }
const coord = { x: 1, y: 2, z: -3 }
const channelId = 'alpha'

/** One of each type, with all that it may have. */
const EVENTS: readonly BitEvent[] = [
  { type: 'bit.spawned', ...of, coord, zoneId: 'zone 1' },
  { type: 'bit.activated', ...of },
  { type: 'bit.ticked', ...of, tickCount: 2, stateHash: '00ff00ff00ff00ff' },
  { type: 'bit.rules_changed', ...of, oldRules: 'B3/S23', newRules: 'B'.repeat(9000) },
  { type: 'bit.suspended', ...of, reason: 'tired' },
  { type: 'bit.terminated', ...of, reason: '' },
  { type: 'bit.field_write', ...of, channel: 'heat', coord, value: -65536 },
  { type: 'bit.refused', tick: 3, action: 'spawn', coord, code: 'occupied', message: 'taken' },
  { type: 'bit.channel_assigned', ...of, channelId: undefined },
  { type: 'bit.message', ...of, channelId, to: 'b', what: 'went', cause: undefined },
  {
    type: 'zone.ticked',
    tick: 3,
    zone: 'z'.repeat(150),
    bits: 1,
    births: 2,
    deaths: 3,
    rulesChanged: 4,
    fieldWrites: 5,
  },
  {
    type: 'channel.stepped',
    tick: 3,
    channelId,
    sent: 1,
    delivered: 2,
    lost: 3,
    congested: 4,
    waiting: 5,
  },
  { type: 'channel.rerouted', tick: 3, channelId, members: 4 },
  { type: 'channel.link_ended', tick: 3, channelId, coord, to: 'b', reason: 'gone' },
].map((event) => Object.freeze(event) as BitEvent)

test('every type of what bits tell is registered, and nothing else is as theirs', () => {
  expectTypeOf<(typeof BIT_TYPES)[number]['name']>().toEqualTypeOf<BitEvent['type']>()
  expect(EVENTS.map(({ type }) => type)).toEqual(BIT_TYPES.map(({ name }) => name))
})

test.each(EVENTS)('$type is what the registry has, with all that was told', (event) => {
  const registry = buildRegistry(BIT_TYPES)
  const measure = describeBitEvent(event)
  expect(checkEvent(registry, measure)).toEqual(measure)
  const { type: name, ...told } = event
  expect(measure.name).toBe(name)
  // By definition: every field that is there, a place as three.
  const count = Object.values(told).reduce<number>((sum, value) => {
    return sum + (typeof value === 'object' ? 3 : value === undefined ? 0 : 1)
  }, 0)
  const fields = { ...measure.measurements, ...measure.metadata }
  expect(Object.keys(fields)).toHaveLength(count)
})

test('a bit and its zone are parts of the topic where they can be', () => {
  expect(describeBitEvent(EVENTS[0]!)).toMatchObject({ zone: 'zone 1', agent: of.bitId })
  expect(describeBitEvent(EVENTS[10]!).zone).toBeUndefined()
})
