/** Random sequences of commands, against a model of plain objects that is ticked tick by tick. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOX } from '../lattice/topology.ts'
import { createVoronoiZones } from '../lattice/voronoi-zones.ts'
import type { GridPoint } from '../lattice/zones.ts'
import { codeOf, createBits } from '../testing/bit-worlds.ts'
import { spawnFreely } from '../testing/spawn-freely.ts'
import {
  activateBit,
  assignChannel,
  setTraced,
  suspendBit,
  terminateBit,
  updateRules,
} from './bit-actions.ts'
import { activeInChannel, byCoord, byZone } from './bit-reads.ts'
import type { BitTable } from './bit-table.ts'
import { TickOrderError } from './errors.ts'
import { viewBit } from './thunderbit-view.ts'

const SIZE = { x: 12, y: 6, z: 4 }
const CENTERS = [
  { x: 2, y: 2, z: 1 },
  { x: 9, y: 2, z: 1 },
]
const ZONES = [
  { id: 'west', clock: { divisor: 1, phase: 0 }, rule: 0 },
  { id: 'east', clock: { divisor: 3, phase: 2 }, rule: 1 },
]
/** In flat order; two in the west, two in the east. */
const SITES: readonly GridPoint[] = [
  { x: 0, y: 0, z: 0 },
  { x: 6, y: 0, z: 0 },
  { x: 5, y: 5, z: 3 },
  { x: 11, y: 5, z: 3 },
]
const zoneAt = (site: number) => (SITES[site]!.x < 6 ? 0 : 1)

interface ModelBit {
  generation: number
  status: 'spawned' | 'active' | 'suspended' | 'terminated'
  presence: string
  value: number
  rule: number
  metaRules: number
  channel: string | undefined
  tickCount: number
  insertedAt: number
  updatedAt: number
}

interface Model {
  tick: number
  bits: (ModelBit | undefined)[]
  traced: Set<number>
}

/** Mostly one site, so that a bit there comes far in its life. */
const anySite = fc.constantFrom(1, 1, 1, 1, 0, 2, 3)
const anyRule = fc.option(fc.integer({ min: -1, max: 2 }), { nil: undefined })
const LIFE = ['activate', 'activate', 'suspend', 'suspend', 'terminate'] as const
const anyCommand = fc.oneof(
  fc.record({
    kind: fc.constant('spawn' as const),
    site: anySite,
    value: fc.integer({ min: 0, max: 2 }),
    rule: anyRule,
    isTraced: fc.boolean(),
  }),
  fc.record({
    kind: fc.constantFrom(...LIFE),
    site: anySite,
  }),
  fc.record({
    kind: fc.constant('rules' as const),
    site: anySite,
    rule: anyRule,
    metaRules: anyRule,
  }),
  fc.record({
    kind: fc.constant('channel' as const),
    site: anySite,
    channel: fc.constantFrom(undefined, 'red', 'blue'),
  }),
  fc.record({ kind: fc.constant('trace' as const), site: anySite, isTraced: fc.boolean() }),
  fc.record({ kind: fc.constant('advance' as const), ticks: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ kind: fc.constant('save' as const) }),
  fc.record({ kind: fc.constant('restore' as const) }),
)
type Command = typeof anyCommand extends fc.Arbitrary<infer T> ? T : never

/** Why a command on a bit is refused, by the statuses it allows. */
function refusalOf(bit: ModelBit | undefined, allowed: readonly string[]): string | undefined {
  if (bit === undefined) return 'no_such_bit'
  if (allowed.includes(bit.status)) return undefined
  if (bit.status === 'terminated') return 'bit_terminated'
  return bit.status === 'suspended' ? 'bit_suspended' : 'illegal_transition'
}

const LIVING = ['spawned', 'active', 'suspended']

function stepModel(model: Model, ticks: number): void {
  for (let i = 0; i < ticks; i++) {
    for (const [site, bit] of model.bits.entries()) {
      const { divisor, phase } = ZONES[zoneAt(site)]!.clock
      const steps = (model.tick - phase) % divisor === 0 && model.tick >= phase
      if (bit?.status !== 'active' || !steps) continue
      bit.tickCount++
      bit.updatedAt = model.tick + 1
    }
    model.tick++
  }
}

/** Changes the model, and gives the code that the store is to refuse with. */
function applyToModel(model: Model, command: Command): string | undefined {
  if (command.kind === 'advance') {
    stepModel(model, command.ticks)
    return undefined
  }
  if (command.kind === 'save' || command.kind === 'restore') return undefined
  const bit = model.bits[command.site]
  const isOut = (n: number | undefined) => n !== undefined && (n < 0 || n > 1)
  if (command.kind === 'spawn') {
    if (bit !== undefined && bit.status !== 'terminated') return 'coord_occupied'
    if (command.value > 1 || isOut(command.rule)) return 'invalid_attribute'
    model.bits[command.site] = {
      generation: (bit?.generation ?? 0) + 1,
      status: 'spawned',
      presence: 'vacant',
      value: command.value,
      rule: command.rule ?? ZONES[zoneAt(command.site)]!.rule,
      metaRules: 0,
      channel: undefined,
      tickCount: 0,
      insertedAt: model.tick,
      updatedAt: model.tick,
    }
    model.traced.delete(command.site)
    if (command.isTraced) model.traced.add(command.site)
    return undefined
  }
  const allowed = {
    activate: ['spawned', 'suspended'],
    suspend: ['active'],
    channel: ['active'],
    terminate: LIVING,
    rules: LIVING,
    trace: command.kind === 'trace' && !command.isTraced ? [...LIVING, 'terminated'] : LIVING,
  }[command.kind]
  const refusal = refusalOf(bit, allowed)
  if (refusal !== undefined || bit === undefined) return refusal
  switch (command.kind) {
    case 'activate':
      if (bit.status === 'spawned') bit.presence = 'occupied'
      bit.status = 'active'
      break
    case 'suspend':
      bit.status = 'suspended'
      break
    case 'terminate':
      Object.assign(bit, { status: 'terminated', presence: 'vacant', value: 0, channel: undefined })
      Object.assign(bit, { metaRules: 0, rule: ZONES[zoneAt(command.site)]!.rule })
      break
    case 'rules':
      if (isOut(command.rule) || isOut(command.metaRules)) return 'invalid_attribute'
      bit.rule = command.rule ?? bit.rule
      bit.metaRules = command.metaRules ?? bit.metaRules
      if (command.rule === undefined && command.metaRules === undefined) return undefined
      break
    case 'channel':
      bit.channel = command.channel
      bit.presence = command.channel === undefined ? 'occupied' : 'forwarding'
      break
    case 'trace':
      if (command.isTraced) model.traced.add(command.site)
      else model.traced.delete(command.site)
      return undefined
  }
  bit.updatedAt = model.tick
  return undefined
}

type Store = ReturnType<typeof createBits>['store']

const cellAt = (site: number) => {
  const { x, y, z } = SITES[site]!
  return x + SIZE.x * (y + SIZE.y * z)
}

function applyToStore(store: Store, command: Exclude<Command, { kind: 'save' | 'restore' }>) {
  if (command.kind === 'advance') {
    store.advanceTo(store.tick + command.ticks)
    return { ok: true as const }
  }
  const coord = SITES[command.site]!
  const cell = cellAt(command.site)
  const address = { cell, generation: store.columns.generation[cell]! }
  switch (command.kind) {
    case 'spawn': {
      const { value, rule, isTraced } = command
      const attributes = { state: { value }, traceEnabled: isTraced }
      return spawnFreely(store, coord, rule === undefined ? attributes : { ...attributes, rule })
    }
    case 'activate':
      return activateBit(store, address)
    case 'suspend':
      return suspendBit(store, address, 'a test')
    case 'terminate':
      return terminateBit(store, address, 'a test')
    case 'rules': {
      const { rule, metaRules } = command
      return updateRules(store, address, {
        ...(rule === undefined ? {} : { rule }),
        ...(metaRules === undefined ? {} : { metaRules }),
      })
    }
    case 'channel':
      return assignChannel(store, address, command.channel)
    case 'trace':
      return setTraced(store, address, command.isTraced)
  }
}

function expectAlike(store: Store, model: Model): void {
  expect(store.tick).toBe(model.tick)
  const living = [0, 1, 2, 3].filter((site) => LIVING.includes(model.bits[site]?.status ?? ''))
  for (const [site, bit] of model.bits.entries()) {
    const found = byCoord(store, SITES[site]!)
    if (bit === undefined) {
      expect(codeOf(found)).toBe('no_such_bit')
      continue
    }
    expect(codeOf(found)).toBe(bit.status === 'terminated' ? 'bit_terminated' : undefined)
    const view = viewBit(store, cellAt(site))
    expect({
      generation: view.generation,
      status: view.status,
      presence: view.presence,
      value: view.state.value,
      rule: view.ruleIndex,
      metaRules: store.world.metaRules.indexOf(view.metaRules as never),
      channel: view.channelId,
      tickCount: view.tickCount,
      insertedAt: view.insertedAt,
      updatedAt: view.updatedAt,
    }).toEqual(bit)
    expect(view.coord).toEqual(SITES[site])
    expect(view.zoneId).toBe(ZONES[zoneAt(site)]!.id)
    expect(view.traceEnabled).toBe(model.traced.has(site))
  }
  for (const [zone, { id }] of ZONES.entries()) {
    const inZone = living.filter((site) => zoneAt(site) === zone)
    const listed = byZone(store, id)
    expect(listed.ok && listed.value.map(({ cell }) => cell)).toEqual(inZone.map(cellAt))
    expect(store.zoneCounts.bitsOf(zone)).toBe(inZone.length)
    const active = inZone.filter((site) => model.bits[site]!.status === 'active')
    expect(store.zoneCounts.activeOf(zone)).toBe(active.length)
  }
  for (const channel of ['red', 'blue', 'green']) {
    const sites = [0, 1, 2, 3].filter((site) => {
      const bit = model.bits[site]
      return bit?.channel === channel && bit.presence === 'forwarding'
    })
    expect(activeInChannel(store, channel).map(({ cell }) => cell)).toEqual(sites.map(cellAt))
  }
}

test('any sequence of commands does what it does to plain objects', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 60, size: 'max' }), (commands) => {
      const zoneMap = createVoronoiZones(SIZE, BOX, CENTERS)
      const spec = { size: SIZE, zoneMap, zones: ZONES, metaRules: [[{ is: 'a meta-rule' }]] }
      const { store, events } = createBits(spec)
      let model: Model = { tick: 0, bits: SITES.map(() => undefined), traced: new Set() }
      let saved: { table: BitTable; model: Model } = {
        table: store.save(),
        model: structuredClone(model),
      }
      for (const command of commands) {
        const told = events.length
        if (command.kind === 'save') {
          saved = { table: store.save(), model: structuredClone(model) }
        } else if (command.kind === 'restore') {
          store.restore(structuredClone(saved.table))
          model = structuredClone(saved.model)
        } else {
          const expected = applyToModel(model, command)
          expect(codeOf(applyToStore(store, command))).toBe(expected)
          if (expected !== undefined) expect(events.length).toBe(told)
        }
        if (command.kind === 'restore') resetPlanes(store, model)
        expectAlike(store, model)
      }
    }),
    { numRuns: 120 },
  )
})

/** The planes are their holder's to restore. */
function resetPlanes(store: Store, model: Model): void {
  for (const [site, bit] of model.bits.entries()) {
    const zoneRule = ZONES[zoneAt(site)]!.rule
    store.planes.writeAt({ kind: 'state', name: '' }, cellAt(site), bit?.value ?? 0)
    store.planes.writeAt({ kind: 'rule', name: '' }, cellAt(site), bit?.rule ?? zoneRule)
  }
}

test('a count of ticks leaves out what a bit was suspended for', () => {
  const { store } = createBits()
  const spawned = spawnFreely(store, SITES[0]!)
  if (!spawned.ok) throw new Error(spawned.failure.code)
  store.advanceTo(2)
  activateBit(store, spawned.value)
  store.advanceTo(7)
  suspendBit(store, spawned.value, 'a test')
  store.advanceTo(20)
  activateBit(store, spawned.value)
  store.advanceTo(23)
  expect(spawned.value.tickCount).toBe(8)
})

test('ticks only go on', () => {
  const { store } = createBits()
  store.advanceTo(5)
  expect(() => store.advanceTo(4)).toThrow(TickOrderError)
  expect(() => store.advanceTo(5.5)).toThrow(TickOrderError)
  expect(() => store.advanceTo(2 ** 53)).toThrow(TickOrderError)
  expect(store.tick).toBe(5)
})

test('ticks beyond 32 bits are counted and told in full', () => {
  const { store } = createBits()
  const late = 2 ** 40 + 12_345
  store.advanceTo(late)
  const spawned = spawnFreely(store, SITES[0]!)
  if (!spawned.ok) throw new Error(spawned.failure.code)
  activateBit(store, spawned.value)
  store.advanceTo(late + 2 ** 32 - 1)
  expect(spawned.value.insertedAt).toBe(late)
  expect(spawned.value.tickCount).toBe(2 ** 32 - 1)
  expect(spawned.value.updatedAt).toBe(late + 2 ** 32 - 1)
})
