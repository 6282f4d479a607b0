import { describe, expect, test } from 'vitest'
import { BOX } from '../lattice/topology.ts'
import { createVoronoiZones } from '../lattice/voronoi-zones.ts'
import { createBits } from '../testing/bit-worlds.ts'
import { spawnFreely } from '../testing/spawn-freely.ts'
import { unwrap } from '../testing/unwrap.ts'
import { activateBit, assignChannel } from './bit-actions.ts'
import type { BitTable } from './bit-table.ts'
import { buildBitWorld, MAX_BIT_CELLS } from './bit-world.ts'
import { BitTableError, BitWorldError, ContextError } from './errors.ts'
import { buildTickContext } from './tick-context.ts'

function createSaved(): BitTable {
  const { store } = createBits()
  const bit = unwrap(spawnFreely(store, { x: 1, y: 1, z: 1 }, { traceEnabled: true }))
  activateBit(store, bit)
  assignChannel(store, bit, 'red')
  return store.save()
}

test('a saved table is data: a clone of it restores another store to the same', () => {
  const table = createSaved()
  const { store } = createBits()
  store.restore(structuredClone(table))
  expect(store.save()).toEqual(table)
  expect(store.zoneCounts.activeOf(0)).toBe(1)
})

test('a saved table shares no memory with the store', () => {
  const { store } = createBits()
  const table = store.save()
  spawnFreely(store, { x: 0, y: 0, z: 0 })
  expect(table.columns.status[0]).toBe(0)
})

describe('a table that does not fit is refused, and changes nothing', () => {
  const columnsWith = (name: string, column: unknown) => ({
    columns: { ...createSaved().columns, [name]: column } as never,
  })
  test.each<[string, Partial<Record<keyof BitTable, unknown>>]>([
    ['version', { version: 1 }],
    ['tick', { tick: -1 }],
    ['tick', { tick: 2 ** 53 }],
    ['no columns', { columns: undefined }],
    ['length', columnsWith('status', new Uint8Array(7))],
    ['kind', columnsWith('status', new Uint16Array(120))],
    ['status', columnsWith('status', new Uint8Array(120).fill(5))],
    ['presence', columnsWith('presence', new Uint8Array(120).fill(4))],
    ['meta-rules', columnsWith('metaRules', new Uint8Array(120).fill(1))],
    ['channel', columnsWith('channel', new Uint16Array(120).fill(2))],
    ['name of a channel in use', { channelNames: ['', ''] }],
    ['names of channels', { channelNames: ['', 'red', 'red'] }],
    ['names of channels', { channelNames: [] }],
    ['names of channels', { channelNames: 'red' }],
    ['traced cells', { tracedCells: Uint32Array.of(3, 3) }],
    ['traced cells', { tracedCells: Uint32Array.of(120) }],
    ['traced cells', { tracedCells: [3] }],
  ])('%s', (_, change) => {
    const { store } = createBits()
    const before = store.save()
    expect(() => store.restore({ ...createSaved(), ...change } as BitTable)).toThrow(BitTableError)
    expect(store.save()).toEqual(before)
  })
})

describe('a world that cannot be is refused', () => {
  const { rules, size } = createBits().world
  const seed = 0n
  const zoneMap = createVoronoiZones(size, BOX, [
    { x: 0, y: 0, z: 0 },
    { x: 5, y: 4, z: 3 },
  ])
  test.each<[string, Partial<Parameters<typeof buildBitWorld>[0]>]>([
    ['too many cells', { size: { x: MAX_BIT_CELLS / 2 ** 12 + 1, y: 2 ** 12, z: 1 } }],
    ['no rules', { rules: [] }],
    ['too many rules', { rules: Array.from({ length: 257 }, () => rules[0]!) }],
    ['too many lists of meta-rules', { metaRules: Array.from({ length: 256 }, () => []) }],
    ['a component named twice', { components: ['a', 'a'] }],
    ['a channel without a name', { channels: [''] }],
    ['too many channels', { channels: Array.from({ length: 17 }, (_, i) => `c${i}`) }],
    ['more zones than the map has', { zones: [{}, {}] }],
    ['a zone named twice', { zoneMap, zones: [{ id: 'a' }, { id: 'a' }] }],
    ['a zone of no rule', { zones: [{ rule: 2 }] }],
  ])('%s', (_, change) => {
    expect(() => buildBitWorld({ size, rules, seed, ...change })).toThrow(BitWorldError)
  })

  test('zones have a name and a clock where nothing is said', () => {
    const { zones } = buildBitWorld({ size, rules, seed, zoneMap, zones: [undefined, { id: 'b' }] })
    expect(zones).toEqual([
      { id: 'zone-0', clock: { divisor: 1, phase: 0 }, rule: 0 },
      { id: 'b', clock: { divisor: 1, phase: 0 }, rule: 0 },
    ])
  })
})

test.each([
  { tickNumber: -1 },
  { tickNumber: 0.5 },
  { tickNumber: 0, timeoutMs: -1 },
  { tickNumber: 0, timeoutMs: Number.POSITIVE_INFINITY },
  { tickNumber: 0, actor: '' },
  { tickNumber: 0, fieldSnapshot: { heat: 8 } },
])('a tick under the context %o cannot be', (spec) => {
  expect(() => buildTickContext(spec)).toThrow(ContextError)
})

test("a context's defaults are those of the contract", () => {
  const context = buildTickContext({ tickNumber: 3 })
  expect(context).toMatchObject({ tickNumber: 3, traceAll: false, timeoutMs: 5000 })
  expect(Object.isFrozen(context)).toBe(true)
})
