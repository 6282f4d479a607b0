import { describe, expect, test } from 'vitest'
import { BOX } from '../lattice/topology.ts'
import { createVoronoiZones } from '../lattice/voronoi-zones.ts'
import { createBits } from '../testing/bit-worlds.ts'
import { spawnFreely } from '../testing/spawn-freely.ts'
import { unwrap } from '../testing/unwrap.ts'
import { activateBit, setTraced } from './bit-actions.ts'
import type { BitEvent } from './bit-events.ts'
import { type BitPlane, RULE_PLANE, STATE_PLANE } from './bit-planes.ts'
import { BitStore } from './bit-store.ts'
import { type TickFacts, TickObserver } from './tick-observer.ts'

const SIZE = { x: 12, y: 6, z: 4 }
const zoneMap = createVoronoiZones(SIZE, BOX, [
  { x: 2, y: 2, z: 1 },
  { x: 9, y: 2, z: 1 },
])
const ZONES = [
  { id: 'west', clock: { divisor: 1, phase: 0 } },
  { id: 'east', clock: { divisor: 2, phase: 1 } },
]

/** A world of two zones, the western with a bit at 0 that is active, the eastern with one at 6. */
function createWatched(isTraced: boolean) {
  const bits = createBits({ size: SIZE, zoneMap, zones: ZONES })
  const { store, planes, events } = bits
  const [west, east] = [0, 6].map((x) =>
    unwrap(
      activateBit(store, unwrap(spawnFreely(store, { x, y: 0, z: 0 }, { traceEnabled: isTraced }))),
    ),
  )
  events.length = 0
  const observer = new TickObserver(store)
  /** Goes on by one tick, in which these cells come to have these numbers. */
  const step = (changes: readonly [BitPlane, number, number][] = [], facts: TickFacts = {}) => {
    observer.begin()
    for (const [plane, cell, value] of changes) planes.writeAt(plane, cell, value)
    store.advanceTo(store.tick + 1)
    observer.end(facts)
  }
  return { ...bits, west: west!, east: east!, step }
}

describe('zones', () => {
  test('those that stepped tell births, deaths and changed rules; one that held tells nothing', () => {
    const { step, events } = createWatched(false)
    step([
      [STATE_PLANE, 0, 1],
      [STATE_PLANE, 1, 1],
      [RULE_PLANE, 0, 1],
      [STATE_PLANE, 6, 1],
    ])
    const quiet = { bits: 1, births: 0, deaths: 0, rulesChanged: 0, fieldWrites: undefined }
    expect(events).toEqual([
      { type: 'zone.ticked', tick: 1, zone: 'west', ...quiet, births: 2, rulesChanged: 1 },
    ])
    events.length = 0
    step([[STATE_PLANE, 1, 0]], { countFieldWrites: (zone) => 10 + zone })
    expect(events).toEqual([
      { type: 'zone.ticked', tick: 2, zone: 'west', ...quiet, deaths: 1, fieldWrites: 10 },
      { type: 'zone.ticked', tick: 2, zone: 'east', ...quiet, fieldWrites: 11 },
    ])
  })
})

describe('bits', () => {
  test('a traced bit tells its ticks, its new rule and its writes, and keeps a trace', () => {
    const { step, events, west } = createWatched(true)
    events.length = 0
    const { coord, id: bitId } = west
    step([[RULE_PLANE, 0, 1]], {
      listFieldWrites: () => [{ channel: 'heat', coord, value: 0.5 }],
    })
    const [{ stateHash } = { stateHash: 0n }] = west.trace
    const hash = stateHash.toString(16).padStart(16, '0')
    const rules = { oldRules: '4-5/5/2/M', newRules: '5-7/6/2/M' }
    expect(events.filter(({ type }) => type.startsWith('bit'))).toEqual([
      { type: 'bit.ticked', tick: 1, bitId, tickCount: 1, stateHash: hash },
      { type: 'bit.rules_changed', tick: 1, bitId, ...rules },
      { type: 'bit.field_write', tick: 1, bitId, channel: 'heat', coord, value: 0.5 },
    ])
    step()
    expect(west.trace).toMatchObject([
      { tick: 2, tickCount: 2, rulesVersion: 1, timestamp: undefined },
      { tick: 1, tickCount: 1, rulesVersion: 1 },
    ])
  })

  test('equal states have equal hashes, others have others', () => {
    const { step, west } = createWatched(true)
    step()
    step([[STATE_PLANE, 0, 1]])
    step([[STATE_PLANE, 0, 0]])
    const [third, second, first] = west.trace
    expect(third!.stateHash).toBe(first!.stateHash)
    expect(second!.stateHash).not.toBe(first!.stateHash)
  })

  test('a bit in a zone that held adds nothing to its trace, and a trace has 100 entries at most', () => {
    const { step, west, east } = createWatched(true)
    for (let i = 0; i < 150; i++) step()
    expect([west.trace.length, east.trace.length]).toEqual([100, 75])
    expect([west.tickCount, east.tickCount]).toEqual([150, 75])
    expect(west.trace[99]).toMatchObject({ tick: 51, tickCount: 51 })
  })

  test('wall time comes from the clock that was given, and from nowhere else', () => {
    const { world, planes } = createBits()
    const store = new BitStore(world, { planes, wallTimeMs: () => 1234.5 })
    const bit = unwrap(spawnFreely(store, { x: 0, y: 0, z: 0 }))
    activateBit(store, bit)
    setTraced(store, bit, true)
    const observer = new TickObserver(store)
    observer.begin()
    store.advanceTo(1)
    observer.end()
    expect(bit.trace).toMatchObject([{ timestamp: 1234.5 }])
  })
})

test('nobody listening, no plane is looked at; and looking leaves everything as it was', () => {
  const { world, planes } = createBits()
  let reads = 0
  const counting = {
    readAt: planes.readAt.bind(planes),
    writeAt: planes.writeAt.bind(planes),
    readPlane: (plane: BitPlane, into: Uint8Array | Int32Array) => {
      reads++
      planes.readPlane(plane, into)
    },
  }
  const heard: BitEvent[] = []
  const deaf = { publishEvent: (event: BitEvent) => void heard.push(event), wants: () => false }
  for (const bus of [undefined, deaf]) {
    const store = new BitStore(world, { planes: counting, bus })
    const before = store.save()
    const observer = new TickObserver(store)
    observer.begin()
    store.advanceTo(1)
    observer.end()
    expect(store.save()).toEqual({ ...before, tick: 1 })
  }
  expect([reads, heard]).toEqual([0, []])
})
