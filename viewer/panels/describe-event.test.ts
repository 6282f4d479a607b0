import { expect, test } from 'vitest'
import type { BitEvent } from '../../engine/bits/bit-events.ts'
import { describeAmongOthers, describeEvent, describeOlder, isOfTick } from './describe-event.ts'

const bit = { tick: 3, bitId: 'b' }

test.each<[BitEvent, string]>([
  [
    { type: 'bit.spawned', ...bit, coord: { x: 1, y: 2, z: 3 }, zoneId: 'west' },
    'spawned at 1, 2, 3 in west',
  ],
  [{ type: 'bit.activated', ...bit }, 'activated '],
  [
    { type: 'bit.ticked', ...bit, tickCount: 12345, stateHash: '00ff' },
    'ticked no. 12\u202f345, 00ff',
  ],
  [
    { type: 'bit.rules_changed', ...bit, oldRules: 'B3/S23', newRules: 'B36/S23' },
    'rule changed B3/S23 → B36/S23',
  ],
  [
    { type: 'bit.rules_changed', ...bit, oldRules: 'B3/S23', newRules: 'B3/S23' },
    'rule changed other meta-rules',
  ],
  [{ type: 'bit.suspended', ...bit, reason: 'rest' }, 'suspended rest'],
  [{ type: 'bit.terminated', ...bit, reason: 'flood' }, 'terminated flood'],
  [
    { type: 'bit.field_write', ...bit, channel: 'heat', coord: { x: 0, y: 0, z: 0 }, value: -0.5 },
    'wrote \u22120.5 to heat',
  ],
  [
    {
      type: 'zone.ticked',
      tick: 1,
      zone: 'west',
      bits: 4,
      births: 1,
      deaths: 0,
      rulesChanged: 0,
      fieldWrites: undefined,
    },
    'zone ticked 4 active, 1 born, 0 died',
  ],
])('%j is said as %j', (event, words) => {
  const { what, detail } = describeEvent(event)
  expect(`${what} ${detail}`).toBe(words)
})

test('a bit whose beginning was not kept says when it was, and that older events are gone', () => {
  const spawned: BitEvent = {
    type: 'bit.spawned',
    ...bit,
    coord: { x: 1, y: 2, z: 0 },
    zoneId: 'w',
  }
  const self = { id: 'b', insertedAt: 12 }
  const said = 'Spawned at tick 12; older events are not kept.'
  expect(describeOlder([], self)).toBe(said)
  expect(describeOlder([{ type: 'bit.activated', ...bit }], self)).toBe(said)
  expect(describeOlder([spawned], self)).toBeUndefined()
  // Another lived here before.
  expect(describeOlder([{ ...spawned, bitId: 'a' }], self)).toBe(said)
})

test('a refusal says what was ordered, and why it was not done', () => {
  const message = 'The zone west takes no more bits: full'
  const coord = { x: 0, y: 0, z: 0 }
  const event = { type: 'bit.refused', tick: 1, action: 'spawn', coord, code: 'zone_full', message }
  expect(describeEvent(event as BitEvent)).toEqual({ what: 'refused to spawn', detail: message })
  expect(isOfTick(event as BitEvent)).toBe(false)
})

test('among others a bit is called by the first digits of its identity', () => {
  const event: BitEvent = { type: 'bit.activated', tick: 1, bitId: '0123456789-abc' }
  expect(describeAmongOthers(event)).toEqual({ what: 'activated', detail: '01234567' })
})
