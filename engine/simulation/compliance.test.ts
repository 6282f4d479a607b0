/**
 * The checklist of the Thunderbit contract (section 12), each line a test on a real living world: a
 * scenario, compiled and run in WebAssembly. `docs/compliance.md` tells which fault each one catches.
 */
import { expect, test } from 'vitest'
import type { BitEvent } from '../bits/bit-events.ts'
import { refuse } from '../bits/bit-failure.ts'
import { planeOf } from '../bits/bit-planes.ts'
import { byCoord, byZone } from '../bits/bit-reads.ts'
import { siteOfCell } from '../bits/bit-world.ts'
import { createLatticeView } from '../bits/lattice-view.ts'
import { tick } from '../bits/protocol.ts'
import type { Thunderbit } from '../bits/thunderbit.ts'
import { viewBit } from '../bits/thunderbit-view.ts'
import { buildTickContext } from '../bits/tick-context.ts'
import { MAX_TRACE_ENTRIES } from '../bits/trace-pool.ts'
import { loadCedar } from '../node/load-cedar.ts'
import { codeOf } from '../testing/bit-worlds.ts'
import { startLiving } from '../testing/start-living.ts'
import { unwrap } from '../testing/unwrap.ts'
import { viewLivingLattice } from './living-view.ts'
import type { Simulation } from './simulation.ts'

/** Two settled zones of bits that count neighbors, hear heat, add to it, and are switched by it. */
const WORLD = {
  version: 1,
  name: 'compliance',
  world: { size: [8, 6, 4], topology: 'torus' },
  seed: '11',
  rule: '4-5/5/2/M',
  rules: {
    warm: `rule({ states: 2, neighborhood: 'moore-3d', channels: ['heat'] }, (s, n, f) => {
      let c = 0
      for (const x of n) c += x
      if (f.heat > 4000) return 0
      if (c > 5) f.heat += 300
      return c > 3 && c < 9 ? 1 : 0
    })`,
    once: `rule({ states: 2, neighborhood: 'moore-3d', channels: ['heat'] }, (s, n, f, cell) => {
      if (cell.tick === 0) f.heat += 1000
      return s
    })`,
  },
  channels: [{ name: 'heat', dynamic: { kind: 'static' } }],
  zones: [
    { name: 'west', box: { size: [4, 6, 4] }, settled: true, rule: 'warm' },
    { name: 'east', box: { at: [4], size: [4, 6, 4] }, settled: true, rule: 'warm' },
  ],
  metaRules: { cool: [{ when: { field: 'heat', gt: 0.01 }, for: 'warm', then: { switch: 0 } }] },
  policies: { use: ['permit-all'] },
  bits: [
    { box: { size: [8, 6, 4] }, density: 60, state: 1, metaRules: 'cool' },
    { box: { size: [8, 6, 4] } },
  ],
}

const start = (changes: object = {}, options: Parameters<typeof startLiving>[1] = {}) =>
  startLiving(JSON.stringify({ ...WORLD, ...changes }), { backend: 'wasm', ...options })

const allBits = async (simulation: Simulation): Promise<readonly Thunderbit[]> => {
  const { store } = (await simulation.readBits())!
  return store.world.zones.flatMap(({ id }) => unwrap(byZone(store, id)))
}

/** Every attribute that a view has, by its name. */
function attributesOf(bit: Thunderbit): readonly (readonly [string, unknown])[] {
  const prototype: object = Object.getPrototypeOf(bit)
  const names = new Set([...Object.keys(bit), ...Object.getOwnPropertyNames(prototype)])
  names.delete('constructor')
  return [...names].map((name) => [name, bit[name as keyof Thunderbit]] as const)
}

test('Bits do NOT directly reference other bits', async () => {
  const simulation = await start()
  await simulation.advance(2)
  const bits = await allBits(simulation)
  expect(bits).toHaveLength(8 * 6 * 4)
  const [first] = bits
  const Views = Object.getPrototypeOf(first).constructor
  const isBit = (value: unknown) => value instanceof Views
  expect(isBit(first)).toBe(true)
  for (const bit of bits.slice(0, 20)) {
    for (const [name, value] of attributesOf(bit)) {
      // What can be cloned has no bit in it: a view keeps its world where no clone can follow.
      const held = [value].flat(3).flatMap((each) => [each, ...Object.values(Object(each))])
      expect(held.filter(isBit), name).toEqual([])
      expect(() => structuredClone(value), name).not.toThrow()
    }
  }
  simulation.dispose()
})

test('All neighbor access goes through Thundervine', async () => {
  const simulation = await start()
  const { store } = (await simulation.readBits())!
  const lattice = viewLivingLattice(simulation.run.living!, store)
  const context = buildTickContext({ tickNumber: 0 })
  const lonely = {
    ...lattice,
    spatialIndex: Object.assign(Object.create(lattice.spatialIndex), {
      getStates: (coords: Iterable<unknown>) => new Int32Array([...coords].length),
      getNeighborStates: () => new Int32Array(26),
      getStatesAround: () => new Int32Array(27),
    }) as typeof lattice.spatialIndex,
  }
  const bits = await allBits(simulation)
  const nextOf = (view: typeof lattice) =>
    bits.map((bit) => unwrap(tick(bit, context, view)).state.value)
  const [seen, unseen] = [nextOf(lattice), nextOf(lonely)]
  // With an index that shows nobody, nobody is seen: there is no other way to a neighbor.
  expect(unseen).toEqual(bits.map(() => 0))
  await simulation.advance(1)
  expect((await allBits(simulation)).map(({ state }) => state.value)).toEqual(seen)
  expect(seen).toContain(1)
  simulation.dispose()
})

test('All field interaction uses FieldChannels', async () => {
  const events: BitEvent[] = []
  const bus = { publishEvent: (event: BitEvent) => void events.push(event) }
  const simulation = await start({}, { bus, traceAll: true })
  const heatOf = async () =>
    new Map((await allBits(simulation)).map((b) => [b.id, b.fieldState.heat!]))
  const before = await heatOf()
  const silent = await start()
  await simulation.advance(1)
  const after = await heatOf()
  const written = new Map<string, number>()
  for (const event of events) {
    if (event.type === 'bit.field_write') written.set(event.bitId, event.value)
  }
  expect(written.size).toBeGreaterThan(20)
  // The channel has what the bits wrote at their own coordinates, and nothing else changed it.
  for (const [id, heat] of after) expect(heat).toBe(before.get(id)! + (written.get(id) ?? 0))
  // And it is heard where it is: heat that is poked into the channel puts a bit out.
  const poked = await start({
    events: [{ tick: 1, poke: [{ channel: 'heat', box: { size: [8, 6, 4] }, value: 2 }] }],
  })
  await Promise.all([silent.advance(2), poked.advance(2)])
  expect(await poked.population()).toBe(0n)
  expect(await silent.population()).toBeGreaterThan(0n)
  for (const each of [simulation, silent, poked]) each.dispose()
  const unknown = { channels: [{ name: 'mood', dynamic: { kind: 'static' } }] }
  await expect(start(unknown)).rejects.toThrow(
    /uses the channel heat, which the scenario does not have: list it under channels/,
  )
})

test('Meta-rules evaluated by Thunderforge, not inline', async () => {
  const simulation = await start()
  await simulation.advance(1)
  const bits = await allBits(simulation)
  const { store } = simulation.bits!
  const context = buildTickContext({ tickNumber: 1 })
  const rulesBy = (evaluateMetaRules?: Parameters<typeof createLatticeView>[1]) => {
    const view = createLatticeView(store, evaluateMetaRules)
    return bits.map((bit) => tick(bit, context, view))
  }
  let asked = 0
  const told = rulesBy({
    evaluateMetaRules: ({ bit }) => {
      asked++
      return { ok: true, value: bit.cell % 3 }
    },
  })
  // Bits with meta-rules ask, take the answer, and know none of their own; the others do not ask.
  for (const [i, bit] of bits.entries()) {
    const wanted = bit.metaRules.length > 0 ? bit.cell % 3 : bit.ruleIndex
    expect(unwrap(told[i]!).rule).toBe(wanted)
  }
  expect(asked).toBe(bits.filter(({ metaRules }) => metaRules.length > 0).length)
  expect(asked).toBeGreaterThan(0)
  const denied = rulesBy({
    evaluateMetaRules: () => refuse('meta_rule_cycle_detected', { reason: 'a test' }),
  })
  expect(new Set(denied.map(codeOf))).toEqual(new Set(['meta_rule_cycle_detected', undefined]))
  expect(new Set(rulesBy().map(codeOf))).toEqual(new Set(['invalid_meta_rule', undefined]))
  // And the forge's own answer is what the kernel does.
  const lattice = viewLivingLattice(simulation.run.living!, store)
  const next = bits.map((bit) => unwrap(tick(bit, context, lattice)).rule)
  const now = bits.map(({ ruleIndex }) => ruleIndex)
  await simulation.advance(1)
  expect((await allBits(simulation)).map(({ ruleIndex }) => ruleIndex)).toEqual(next)
  expect(next).not.toEqual(now)
  simulation.dispose()
})

test('Events emitted to Thunderflow on state changes', async () => {
  const events: BitEvent[] = []
  const bus = { publishEvent: (event: BitEvent) => void events.push(event) }
  const cells = [[0, 0, 0]]
  const simulation = await start(
    {
      bits: [{ cells, active: false, rule: 'warm', metaRules: 'cool', trace: true }],
      events: [
        { tick: 1, activate: [{ cells }], poke: [{ channel: 'heat', cells, value: 0.2 }] },
        { tick: 3, suspend: [{ cells, reason: 'night' }] },
        { tick: 4, activate: [{ cells }] },
        { tick: 5, follow: [{ cells, rule: 'once' }] },
        { tick: 6, terminate: [{ cells, reason: 'end' }] },
      ],
    },
    { bus },
  )
  await simulation.advance(8)
  const ofBits = events.filter((event) => 'bitId' in event)
  expect(ofBits.map(({ type, tick: at }) => `${at} ${type}`)).toEqual([
    '0 bit.spawned',
    '1 bit.activated',
    '2 bit.ticked',
    '2 bit.rules_changed',
    '3 bit.ticked',
    '3 bit.suspended',
    '4 bit.activated',
    '5 bit.ticked',
    '5 bit.rules_changed',
    '6 bit.ticked',
    '6 bit.terminated',
  ])
  expect(new Set(ofBits.map((event) => 'bitId' in event && event.bitId)).size).toBe(1)
  const told = ofBits.flatMap((event) => ('reason' in event ? [event.reason] : []))
  expect(told).toEqual(['night', 'end'])
  simulation.dispose()
})

test('Policies checked via Thundercrown at spawn', async () => {
  const count = ({ bits }: Simulation) => {
    const { zoneCounts } = bits!.store
    return [zoneCounts.bitsOf(0), zoneCounts.bitsOf(1)]
  }
  const free = await start()
  expect(count(free)).toEqual([96, 96])
  const nobody = await start({ policies: undefined })
  expect(count(nobody)).toEqual([0, 0])
  expect(new Set(nobody.bits!.refusals.map(({ failure }) => failure.code))).toEqual(
    new Set(['policy_denied']),
  )
  const full = await start({ policies: { use: ['permit-all'], capacity: 10 } })
  expect(count(full)).toEqual([10, 10])
  expect(full.bits!.refusals.map(({ failure }) => failure.code)).toContain('zone_full')
  const cedar = 'permit(principal, action, resource) when { context.coord.x < 2 };'
  const ruled = await start({ policies: { cedar } }, { machine: { now: () => 0, loadCedar } })
  expect(count(ruled)).toEqual([48, 0])
  for (const each of [free, nobody, full, ruled]) each.dispose()
})

test('Trace bounded to prevent memory growth', async () => {
  const simulation = await start({}, { traceAll: true, maxTraced: 50 })
  const bytes: number[] = []
  for (const ticks of [120, 130]) {
    await simulation.advance(ticks)
    const { traces } = (await simulation.readBits())!.store
    bytes.push(traces.countBytes())
    const lengths = [...traces.cells()].map((cell) => traces.read(cell).length)
    expect(lengths).toEqual(new Array(50).fill(100))
  }
  expect(bytes[1]).toBe(bytes[0])
  // An entry is 32 bytes: tick, count, hash, version and time.
  expect(bytes[0]).toBeLessThanOrEqual(64 * 100 * 32)
  const { trace } = viewBit(simulation.bits!.store, 0)
  expect([trace[0]!.tick, trace.at(-1)!.tick]).toEqual([250, 151])
  expect(MAX_TRACE_ENTRIES).toBe(100)
  simulation.dispose()
})

test('Coordinate + zone_id forms unique identity', async () => {
  const again = { tick: 1, spawn: [{ box: { size: [8, 6, 4] } }] }
  const cells = [[1, 2, 3]]
  const anew = [
    { tick: 2, terminate: [{ cells }] },
    { tick: 3, spawn: [{ cells }] },
  ]
  const simulation = await start({ events: [again, ...anew] })
  await simulation.advance(1)
  const bits = await allBits(simulation)
  expect(bits).toHaveLength(192)
  const keyOf = ({ coord: { x, y, z }, zoneId }: Thunderbit) => `${x} ${y} ${z} ${zoneId}`
  expect(new Set(bits.map(keyOf)).size).toBe(192)
  expect(new Set(bits.map(({ id }) => id)).size).toBe(192)
  const { store, refusals } = simulation.bits!
  const refused = refusals.filter(
    ({ tick: at, failure }) => at === 1 && failure.code === 'coord_occupied',
  )
  expect(refused).toHaveLength(192)
  for (const bit of bits) {
    const other = bit.zoneId === 'west' ? 'east' : 'west'
    expect(unwrap(byCoord(store, bit.coord, bit.zoneId)).id).toBe(bit.id)
    expect(codeOf(byCoord(store, bit.coord, other))).toBe('wrong_zone')
  }
  const coord = { x: 1, y: 2, z: 3 }
  const former = unwrap(byCoord(store, coord, 'west')).id
  await simulation.advance(2)
  await simulation.readBits()
  const present = unwrap(byCoord(store, coord, 'west'))
  expect([present.id === former, present.coord]).toEqual([
    false,
    siteOfCell(store.world, present.cell),
  ])
  simulation.dispose()
})

test('Write buffer cleared after Thundervine processes', async () => {
  const simulation = await start({ bits: [{ box: { size: [8, 6, 4] }, rule: 'once' }] })
  const { store } = (await simulation.readBits())!
  const lattice = viewLivingLattice(simulation.run.living!, store)
  const raw = () =>
    Array.from(store.columns.status.keys(), (cell) =>
      store.planes.readAt(planeOf('channel', 'heat'), cell),
    )
  const [first] = await allBits(simulation)
  const { writeBuffer } = unwrap(tick(first!, buildTickContext({ tickNumber: 0 }), lattice))
  expect(writeBuffer).toEqual([{ channel: 'heat', coord: first!.coord, value: 1000 / 2 ** 14 }])
  // It is written in the first tick only, so that what was not cleared would be added again.
  for (let tickNumber = 1; tickNumber <= 3; tickNumber++) {
    await simulation.advance(1)
    const bits = await allBits(simulation)
    expect(bits.every((bit) => bit.writeBuffer.length === 0)).toBe(true)
    expect(new Set(raw())).toEqual(new Set([1000]))
    const later = unwrap(tick(bits[0]!, buildTickContext({ tickNumber }), lattice))
    expect(later.writeBuffer).toEqual([])
  }
  simulation.dispose()
})
