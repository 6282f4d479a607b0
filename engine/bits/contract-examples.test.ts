/**
 * The examples of the Thunderbit contract, sections 2 to 7, run as they are written there, but for the
 * language: maps are objects, atoms are texts, and what a function of the contract is given, ours is.
 */
import { describe, expect, test } from 'vitest'
import { evaluateMetaRules } from '../forge/meta-rules/evaluate-meta-rules.ts'
import { ALWAYS } from '../forge/meta-rules/meta-rule.ts'
import { codeOf, createBits } from '../testing/bit-worlds.ts'
import { spawnFreely } from '../testing/spawn-freely.ts'
import { unwrap } from '../testing/unwrap.ts'
import { applyRules } from './apply-rules.ts'
import { activateBit, assignChannel, suspendBit, terminateBit, updateRules } from './bit-actions.ts'
import { planeOf, STATE_PLANE } from './bit-planes.ts'
import { activeInChannel, byCoord, byZone } from './bit-reads.ts'
import { cellOfSite } from './bit-world.ts'
import { buildContractRule, type ContractRules, contractNeighborhood } from './contract-rules.ts'
import { createLatticeView } from './lattice-view.ts'
import { getNeighborStates, readFieldChannels, tick } from './protocol.ts'
import { spawnBit } from './spawn-bit.ts'
import { buildSpawnContext } from './spawn-context.ts'
import { buildTickContext } from './tick-context.ts'

const CENTER = { x: 2, y: 2, z: 2 }
const SIZE = { x: 5, y: 5, z: 5 }
const CHANNELS = ['gravity', 'mood', 'heat', 'signal', 'entropy', 'intent', 'reward']

/** An active bit in the middle of a box of 5 x 5 x 5 sites. */
function createCenter(
  spec: Parameters<typeof createBits>[0] = {},
  attributes: Parameters<typeof spawnFreely>[2] = {},
) {
  const bits = createBits({ size: SIZE, channels: CHANNELS, ...spec })
  const bit = unwrap(activateBit(bits.store, unwrap(spawnFreely(bits.store, CENTER, attributes))))
  return { ...bits, bit }
}

const AT_SIX = buildTickContext({ tickNumber: 6 })

test('2.1: a tick reads fields, applies rules, then meta-rules, buffers writes and traces', () => {
  const rules = [
    "rule({ states: 2, neighborhood: 'moore-3d', channels: ['heat'] }, (s, n, f) => { f.heat += 1638; return f.heat > 100 ? 1 : 0 })",
    '4555',
  ]
  const { store, planes, bit, events } = createCenter(
    { rules, metaRules: [[{ then: { switch: 1 } }]] },
    { metaRules: 1, traceEnabled: true },
  )
  planes.writeAt(planeOf('channel', 'heat'), bit.cell, 8192)
  const order: string[] = []
  const plain = createLatticeView(store, {
    evaluateMetaRules: ({ next, fieldState }) => {
      order.push(`meta ${next.value} ${fieldState.heat}`)
      return { ok: true, value: 1 }
    },
  })
  const lattice = {
    ...plain,
    readField(channel: string, coord: typeof CENTER) {
      if (channel === 'heat') order.push('field')
      return plain.readField(channel, coord)
    },
  }
  events.length = 0
  const next = unwrap(tick(bit, AT_SIX, lattice))
  expect(order).toEqual(['field', 'meta 1 0.5'])
  expect(next).toMatchObject({ state: { value: 1 }, rule: 1, tickCount: bit.tickCount + 1 })
  expect(next.fieldState).toEqual({ ...Object.fromEntries(CHANNELS.map((c) => [c, 0])), heat: 0.5 })
  expect(next.writeBuffer).toEqual([{ channel: 'heat', coord: CENTER, value: 1638 / 2 ** 14 }])
  expect(next.trace).toHaveLength(1)
})

test('2.2: a birth asks for a vacant site, then the policies, then sets the state and is told', () => {
  const { store, planes, events } = createBits({ size: SIZE })
  const asked: unknown[] = []
  const context = buildSpawnContext({
    actor: 'gardener',
    policies: ({ coord, actor }) => {
      asked.push([coord, actor, store.isOccupied(cellOfSite(store.world, coord))])
      return coord.x === 4
        ? { decision: 'deny', code: 'policy_denied', reason: 'the edge stays free' }
        : { decision: 'allow' }
    },
  })
  const bit = unwrap(spawnBit(store, CENTER, { state: { value: 1 } }, context))
  expect(asked).toEqual([[CENTER, 'gardener', false]])
  expect(planes.readAt(STATE_PLANE, bit.cell)).toBe(1)
  expect(unwrap(byCoord(store, CENTER)).id).toBe(bit.id)
  const { id: bitId, zoneId } = bit
  expect(events).toEqual([{ type: 'bit.spawned', tick: 0, bitId, coord: CENTER, zoneId }])
  expect(codeOf(spawnBit(store, CENTER, {}, context))).toBe('coord_occupied')
  expect(asked).toHaveLength(1)
  const denied = spawnBit(store, { x: 4, y: 0, z: 0 }, {}, context)
  expect(denied).toMatchObject({
    failure: { code: 'policy_denied', details: { reason: 'the edge stays free' } },
  })
  expect([events.length, store.zoneCounts.bitsOf(0)]).toEqual([1, 1])
})

describe('2.3: rules are', () => {
  const nextOf = (rules: ContractRules, own: number, live: readonly (typeof CENTER)[]) => {
    const rule = unwrap(buildContractRule(rules))
    const { store, planes, bit } = createCenter({ rules: [rule.canonical] })
    planes.writeAt(STATE_PLANE, bit.cell, own)
    for (const site of live) planes.writeAt(STATE_PLANE, cellOfSite(store.world, site), 1)
    const lattice = createLatticeView(store)
    return unwrap(applyRules(bit, bit.fieldState, AT_SIX, lattice)).next.value
  }
  const [right, left] = [
    { ...CENTER, x: 3 },
    { ...CENTER, x: 1 },
  ]
  const above = { ...CENTER, z: 3 }

  test('a custom function of the state, the neighbors and the field', () => {
    const custom =
      "rule({ states: 2, neighborhood: 'von-neumann-3d' }, (s, n) => n.length === 6 && n[0] === 0 && n[5] === 1 ? 1 - s : s)"
    expect([nextOf({ custom }, 0, [above]), nextOf({ custom }, 0, [])]).toEqual([1, 0])
  })

  test('outer-totalistic by their number: bit 2n + s', () => {
    // 2^(2 * 2 + 0) + 2^(2 * 1 + 1): born with two live neighbors, lives on with one.
    const rules = { ruleNumber: 16 + 8, neighborhood: 'outer_totalistic' } as const
    expect(nextOf(rules, 0, [right, above])).toBe(1)
    expect(nextOf(rules, 1, [above])).toBe(1)
    expect(nextOf(rules, 1, [right, above])).toBe(0)
    expect(nextOf(rules, 0, [above])).toBe(0)
  })

  test('elementary by their number, as rule 110', () => {
    expect(nextOf({ ruleNumber: 110 }, 0, [right])).toBe(1)
    expect(nextOf({ ruleNumber: 110 }, 0, [left])).toBe(0)
    expect(nextOf({ ruleNumber: 110 }, 1, [left, right])).toBe(0)
    expect(nextOf({ ruleNumber: 110 }, 0, [above])).toBe(0)
  })
})

test('2.4: without meta-rules the rules stay; with any the forge says which they are', () => {
  const metaRules = [[{ then: 'switch' }]]
  const asked: unknown[] = []
  const ruleOf = (list: number) => {
    const { store, bit } = createCenter({ metaRules }, { metaRules: list })
    const lattice = createLatticeView(store, {
      evaluateMetaRules: ({ rule, next, fieldState, context, bit: { metaRules: own } }) => {
        asked.push([rule, own, next.value, fieldState.mood, context.tickNumber])
        const switching = { kind: 'switch', rule: 1 } as const
        const always = { when: ALWAYS, rule: undefined, chance: undefined, actions: [switching] }
        const see = { state: next.value, fields: new Map(), neighbors: undefined }
        const zone = { tick: context.tickNumber, metrics: new Map(), random: () => 0 }
        const decided = evaluateMetaRules({ rule, parameters: new Map() }, [always], see, zone)
        return { ok: true, value: decided.rule }
      },
    })
    return unwrap(tick(bit, AT_SIX, lattice)).rule
  }
  expect([ruleOf(0), asked.length]).toEqual([0, 0])
  expect(ruleOf(1)).toBe(1)
  expect(asked).toEqual([[0, metaRules[0], 0, 0, 6]])
})

test('3.1: reading the fields gives the value of each channel at the coordinate', () => {
  const { store, planes, bit } = createCenter()
  const values = { gravity: -0.25, mood: 0.75, heat: 0.5, signal: 0, entropy: 0.25, reward: 0.125 }
  for (const [name, value] of Object.entries(values)) {
    planes.writeAt(planeOf('channel', name), bit.cell, value * 2 ** 14)
    planes.writeAt(planeOf('channel', name), bit.cell + 1, 5)
  }
  const read = readFieldChannels(bit.coord, AT_SIX, createLatticeView(store))
  expect(unwrap(read)).toEqual({ ...values, intent: 0 })
})

test('3.2: a crossed threshold emits heat, a signaling state its strength, into the buffer only', () => {
  // 0.1 in fixed point is 1638; state 2 signals with strength 0.5.
  const rules = [
    `rule({ states: 3, neighborhood: 'moore-3d', channels: ['heat', 'signal'] }, (s, n, f, cell) => {
      const next = (s + 1) % 3
      if (s === 0 && next === 1) f.heat += 1638
      if (next === 2) f.signal += 8192
      return next
    })`,
  ]
  const written = [0, 1, 2].map((value) => {
    const { store, planes, bit } = createCenter({ rules })
    planes.writeAt(STATE_PLANE, bit.cell, value)
    const { writeBuffer } = unwrap(tick(bit, AT_SIX, createLatticeView(store)))
    expect([bit.fieldState.heat, bit.fieldState.signal, bit.writeBuffer]).toEqual([0, 0, []])
    return writeBuffer.map(({ channel, value: amount }) => [channel, amount])
  })
  expect(written).toEqual([[['heat', 1638 / 2 ** 14]], [['signal', 0.5]], []])
})

describe('4: the neighbors of', () => {
  const range = [-1, 0, 1]
  const moore = range.flatMap((dz) => range.flatMap((dy) => range.map((dx) => [dx, dy, dz])))
  const offsets = {
    von_neumann: [
      [1, 0, 0],
      [-1, 0, 0],
      [0, 1, 0],
      [0, -1, 0],
      [0, 0, 1],
      [0, 0, -1],
    ],
    moore: moore.filter((offset) => offset.some((step) => step !== 0)),
    hex: [
      [1, 0, 0],
      [-1, 0, 0],
      [0, 1, 0],
      [0, -1, 0],
      [1, 1, 0],
      [-1, -1, 0],
      [1, -1, 0],
      [-1, 1, 0],
      [0, 0, 1],
      [0, 0, -1],
      [1, 0, 1],
      [-1, 0, -1],
    ],
  }

  test.each(['von_neumann', 'moore', 'hex'] as const)('%s are those at its offsets', (name) => {
    const context = buildTickContext({ tickNumber: 0, neighborhood: contractNeighborhood(name) })
    const isSeen = (offset: readonly number[]) => {
      const { store, planes, bit } = createCenter()
      const [dx, dy, dz] = offset as [number, number, number]
      const site = { x: CENTER.x + dx, y: CENTER.y + dy, z: CENTER.z + dz }
      planes.writeAt(STATE_PLANE, cellOfSite(store.world, site), 1)
      const states = getNeighborStates(bit, context, createLatticeView(store))
      expect(states).toHaveLength(offsets[name].length)
      return states.includes(1)
    }
    const key = (offset: readonly number[]) => offset.join(' ')
    const seen = moore.filter(isSeen).map(key)
    expect(new Set(seen)).toEqual(new Set(offsets[name].map(key)))
  })
})

test('5: a trace has the newest entry first, of at most 100, and only where it is enabled', () => {
  const { store, bit } = createCenter({}, { traceEnabled: true })
  let now = 500
  const lattice = { ...createLatticeView(store), wallTimeMs: () => now++ }
  let trace = bit.trace
  for (let tickNumber = 0; tickNumber < 105; tickNumber++) {
    const context = buildTickContext({ tickNumber })
    trace = unwrap(tick({ ...traced(bit), trace }, context, lattice)).trace
  }
  expect([trace.length, trace[0]!.tick, trace[99]!.tick]).toEqual([100, 105, 6])
  expect(trace[0]).toEqual({
    tick: 105,
    tickCount: 1,
    stateHash: trace[1]!.stateHash,
    rulesVersion: bit.rulesVersion,
    timestamp: 604,
  })
  const quiet = createCenter()
  expect(unwrap(tick(quiet.bit, AT_SIX, createLatticeView(quiet.store))).trace).toEqual([])
})

/** The attributes of a bit that a tick looks at, as a record. */
function traced(bit: ReturnType<typeof createCenter>['bit']) {
  const { cell, generation, id, coord, zoneId, state, ruleIndex, rules, metaRules } = bit
  const { rulesVersion, fieldState, writeBuffer, phiPhase, sigmaFlow, lambdaSensitivity } = bit
  const { trustScore, presence, channelId, routeTags, status, tickCount, traceEnabled } = bit
  const { insertedAt, updatedAt } = bit
  const first = { cell, generation, id, coord, zoneId, state, ruleIndex, rules, metaRules }
  const second = { rulesVersion, fieldState, writeBuffer, phiPhase, sigmaFlow, lambdaSensitivity }
  const third = { trustScore, presence, channelId, routeTags, status, tickCount, traceEnabled }
  return { ...first, ...second, ...third, insertedAt, updatedAt }
}

test('6: the actions set what the contract says, and the reads find by it', () => {
  const { store } = createBits({ size: SIZE })
  const bit = unwrap(spawnFreely(store, CENTER))
  expect(bit).toMatchObject({ status: 'spawned', tickCount: 0, presence: 'vacant' })
  activateBit(store, bit)
  expect(bit).toMatchObject({ status: 'active', presence: 'occupied' })
  updateRules(store, bit, { rule: 1 })
  expect(bit.ruleIndex).toBe(1)
  assignChannel(store, bit, 'channel-7')
  expect(bit).toMatchObject({ channelId: 'channel-7', presence: 'forwarding' })
  expect(activeInChannel(store, 'channel-7').map(({ id }) => id)).toEqual([bit.id])
  expect(activeInChannel(store, 'channel-8')).toEqual([])
  expect(unwrap(byCoord(store, CENTER, bit.zoneId)).id).toBe(bit.id)
  expect(unwrap(byZone(store, bit.zoneId)).map(({ id }) => id)).toEqual([bit.id])
  suspendBit(store, bit, 'a rest')
  expect(bit.status).toBe('suspended')
  terminateBit(store, bit, 'the end')
  expect(bit).toMatchObject({ status: 'terminated', presence: 'vacant' })
  expect(activeInChannel(store, 'channel-7')).toEqual([])
})

test('7: contexts have the fields of the contract, and a tick five seconds', () => {
  expect(buildTickContext({ tickNumber: 3 })).toEqual({
    tickNumber: 3,
    zoneId: undefined,
    neighborhood: undefined,
    fieldSnapshot: undefined,
    actor: undefined,
    traceAll: false,
    timeoutMs: 5000,
  })
  expect(Object.keys(buildSpawnContext()).sort()).toEqual([
    'actor',
    'initialField',
    'parentId',
    'policies',
    'zoneId',
  ])
})
