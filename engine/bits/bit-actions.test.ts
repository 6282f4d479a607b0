import { describe, expect, test } from 'vitest'
import { codeOf, createBits } from '../testing/bit-worlds.ts'
import { spawnFreely } from '../testing/spawn-freely.ts'
import { unwrap } from '../testing/unwrap.ts'
import {
  activateBit,
  assignChannel,
  setParameters,
  setTraced,
  suspendBit,
  terminateBit,
  updateRules,
} from './bit-actions.ts'
import type { BitStore } from './bit-store.ts'
import type { BitAddress } from './thunderbit.ts'

const COORD = { x: 2, y: 3, z: 1 }

const ACTIONS = {
  activate: (store: BitStore, bit: BitAddress) => activateBit(store, bit),
  suspend: (store: BitStore, bit: BitAddress) => suspendBit(store, bit, 'a test'),
  terminate: (store: BitStore, bit: BitAddress) => terminateBit(store, bit, 'a test'),
  updateRules: (store: BitStore, bit: BitAddress) => updateRules(store, bit, { rule: 1 }),
  setParameters: (store: BitStore, bit: BitAddress) =>
    setParameters(store, bit, { trustScore: 0.75 }),
  assignChannel: (store: BitStore, bit: BitAddress) => assignChannel(store, bit, 'red'),
}
type Action = keyof typeof ACTIONS

/** How a bit comes to each status. */
const WAYS: Record<string, readonly Action[]> = {
  spawned: [],
  active: ['activate'],
  suspended: ['activate', 'suspend'],
  terminated: ['terminate'],
}

/** Every action at every status: the status it leads to, or the code it is refused with. */
const TABLE: readonly (readonly [status: string, action: Action, outcome: string])[] = [
  ['spawned', 'activate', 'active'],
  ['spawned', 'suspend', 'illegal_transition'],
  ['spawned', 'terminate', 'terminated'],
  ['spawned', 'updateRules', 'spawned'],
  ['spawned', 'setParameters', 'spawned'],
  ['spawned', 'assignChannel', 'illegal_transition'],
  ['active', 'activate', 'illegal_transition'],
  ['active', 'suspend', 'suspended'],
  ['active', 'terminate', 'terminated'],
  ['active', 'updateRules', 'active'],
  ['active', 'setParameters', 'active'],
  ['active', 'assignChannel', 'active'],
  ['suspended', 'activate', 'active'],
  ['suspended', 'suspend', 'bit_suspended'],
  ['suspended', 'terminate', 'terminated'],
  ['suspended', 'updateRules', 'suspended'],
  ['suspended', 'setParameters', 'suspended'],
  ['suspended', 'assignChannel', 'bit_suspended'],
  ['terminated', 'activate', 'bit_terminated'],
  ['terminated', 'suspend', 'bit_terminated'],
  ['terminated', 'terminate', 'bit_terminated'],
  ['terminated', 'updateRules', 'bit_terminated'],
  ['terminated', 'setParameters', 'bit_terminated'],
  ['terminated', 'assignChannel', 'bit_terminated'],
]

test.each(TABLE)('a bit that is %s, told to %s: %s', (status, action, outcome) => {
  const { store, events } = createBits()
  const bit = unwrap(spawnFreely(store, COORD))
  for (const step of WAYS[status]!) unwrap(ACTIONS[step](store, bit))
  const before = { save: store.save(), events: events.length }
  const result = ACTIONS[action](store, bit)
  expect(codeOf(result) ?? bit.status).toBe(outcome)
  if (result.ok) return
  expect(store.save()).toEqual(before.save)
  expect(events).toHaveLength(before.events)
})

test('a spawned bit is vacant, an active one occupies its site, a terminated one leaves it', () => {
  const { store } = createBits()
  const bit = unwrap(spawnFreely(store, COORD, { state: { value: 1 } }))
  expect([bit.status, bit.presence, bit.tickCount]).toEqual(['spawned', 'vacant', 0])
  activateBit(store, bit)
  expect([bit.status, bit.presence]).toEqual(['active', 'occupied'])
  terminateBit(store, bit, 'done')
  expect([bit.status, bit.presence, bit.state.value]).toEqual(['terminated', 'vacant', 0])
})

test('a suspended bit holds its state, and goes on forwarding when it is active again', () => {
  const { store } = createBits()
  const bit = unwrap(spawnFreely(store, COORD, { state: { value: 1 } }))
  activateBit(store, bit)
  assignChannel(store, bit, 'red')
  suspendBit(store, bit, 'a pause')
  expect([bit.state.value, bit.presence]).toEqual([1, 'forwarding'])
  activateBit(store, bit)
  expect([bit.presence, bit.channelId]).toEqual(['forwarding', 'red'])
  assignChannel(store, bit, undefined)
  expect([bit.presence, bit.channelId]).toEqual(['occupied', undefined])
})

describe('events', () => {
  test('every change of a life is told, with what the contract lists', () => {
    const { store, events } = createBits()
    const bit = unwrap(spawnFreely(store, COORD))
    const bitId = bit.id
    store.advanceTo(3)
    activateBit(store, bit)
    updateRules(store, bit, { rule: 1 })
    assignChannel(store, bit, 'red')
    assignChannel(store, bit, undefined)
    suspendBit(store, bit, 'to rest')
    terminateBit(store, bit, 'to end')
    const rules = { oldRules: '4-5/5/2/M', newRules: '5-7/6/2/M' }
    expect(events).toEqual([
      { type: 'bit.spawned', tick: 0, bitId, coord: COORD, zoneId: 'zone-0-0-0' },
      { type: 'bit.activated', tick: 3, bitId },
      { type: 'bit.rules_changed', tick: 3, bitId, ...rules },
      { type: 'bit.channel_assigned', tick: 3, bitId, channelId: 'red' },
      { type: 'bit.channel_assigned', tick: 3, bitId, channelId: undefined },
      { type: 'bit.suspended', tick: 3, bitId, reason: 'to rest' },
      { type: 'bit.terminated', tick: 3, bitId, reason: 'to end' },
    ])
  })

  test('rules that stay as they were are no event', () => {
    const { store, events } = createBits()
    const bit = unwrap(spawnFreely(store, COORD, { rule: 1 }))
    updateRules(store, bit, { rule: 1, metaRules: 0 })
    expect(events.map(({ type }) => type)).toEqual(['bit.spawned'])
  })

  test('a bus that does not want a kind is not asked to take it', () => {
    const types: string[] = []
    const bus = {
      publishEvent: ({ type }: { type: string }) => void types.push(type),
      wants: (type: string) => type === 'bit.terminated',
    }
    const { store } = createBits({}, { bus })
    const bit = unwrap(spawnFreely(store, COORD))
    terminateBit(store, bit, 'x'.repeat(10_000))
    expect(types).toEqual(['bit.terminated'])
  })

  test('a reason is told up to 500 characters', () => {
    const { store, events } = createBits()
    terminateBit(store, unwrap(spawnFreely(store, COORD)), 'x'.repeat(10_000))
    expect(events.at(-1)).toMatchObject({ reason: 'x'.repeat(500) })
  })
})

test('an address of an earlier bit, or of none, commands nobody', () => {
  const { store } = createBits()
  const first = unwrap(spawnFreely(store, COORD))
  terminateBit(store, first, 'done')
  const second = unwrap(spawnFreely(store, COORD))
  expect(codeOf(activateBit(store, first))).toBe('bit_gone')
  expect(codeOf(activateBit(store, { cell: 0, generation: 0 }))).toBe('no_such_bit')
  expect(codeOf(activateBit(store, { cell: -1, generation: 0 }))).toBe('bit_gone')
  expect(second.status).toBe('spawned')
})

test('bits can be in 65,535 channels at once, and a name that nobody uses makes room', () => {
  const { store } = createBits({ size: { x: 256, y: 256, z: 1 }, rules: ['B3/S23'] })
  const bitAt = (index: number) => {
    const bit = unwrap(spawnFreely(store, { x: index % 256, y: Math.floor(index / 256), z: 0 }))
    return unwrap(activateBit(store, bit))
  }
  const first = bitAt(0)
  unwrap(assignChannel(store, first, 'channel-0'))
  for (let i = 1; i < 65_535; i++) unwrap(assignChannel(store, bitAt(i), `channel-${i}`))
  const last = bitAt(65_535)
  expect(codeOf(assignChannel(store, last, 'one-more'))).toBe('too_many_channels')
  expect([last.channelId, last.presence]).toEqual([undefined, 'occupied'])
  assignChannel(store, first, undefined)
  expect(codeOf(assignChannel(store, last, 'one-more'))).toBeUndefined()
  expect(last.channelId).toBe('one-more')
})

test.each(['', 'x'.repeat(65), 5 as unknown as string])('%j is no name of a channel', (name) => {
  const { store } = createBits()
  const bit = unwrap(activateBit(store, unwrap(spawnFreely(store, COORD))))
  expect(codeOf(assignChannel(store, bit, name))).toBe('invalid_attribute')
})

test('as many bits are traced as the pool takes; one that is terminated gives its place up', () => {
  const { store } = createBits({}, { maxTraced: 2 })
  const [a, b, c] = [0, 1, 2].map((x) => unwrap(spawnFreely(store, { x, y: 0, z: 0 })))
  expect(codeOf(setTraced(store, a!, true))).toBeUndefined()
  expect(codeOf(setTraced(store, b!, true))).toBeUndefined()
  expect(codeOf(setTraced(store, c!, true))).toBe('trace_pool_full')
  const untraced = unwrap(spawnFreely(store, { x: 3, y: 0, z: 0 }, { traceEnabled: true }))
  expect(untraced.traceEnabled).toBe(false)
  terminateBit(store, b!, 'done')
  expect(codeOf(setTraced(store, c!, true))).toBeUndefined()
  expect([a!.traceEnabled, b!.traceEnabled, c!.traceEnabled]).toEqual([true, false, true])
})

describe('parameters', () => {
  test('what is given is changed, to the nearest number there is, and the rest stays', () => {
    const { store } = createBits()
    const bit = unwrap(spawnFreely(store, COORD, { phiPhase: 0.25, trustScore: 0.1 }))
    setParameters(store, bit, { sigmaFlow: -1, trustScore: 0.9 })
    expect(bit.sigmaFlow).toBe(-1)
    expect(bit.trustScore).toBeCloseTo(0.9, 4)
    expect([bit.phiPhase, bit.lambdaSensitivity]).toEqual([0.25, 0.5])
    expect(bit.updatedAt).toBe(store.tick)
  })

  test.each([{ phiPhase: 1.5 }, { sigmaFlow: -2 }, { trustScore: Number.NaN }, { zeal: 1 }])(
    '%j is refused, and changes nothing',
    (parameters) => {
      const { store } = createBits()
      const bit = unwrap(spawnFreely(store, COORD))
      const before = store.save()
      expect(codeOf(setParameters(store, bit, parameters))).toBe('invalid_attribute')
      expect(store.save()).toEqual(before)
      expect(bit.trustScore).toBe(0.5)
    },
  )
})
