import * as Comlink from 'comlink'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import type { EditEvent, EditOrder } from '../protocol/inspect-api.ts'
import type { RunSource, SimulationApi, StateHashes } from '../protocol/simulation-api.ts'
import { connectInProcess } from '../testing/connect-in-process.ts'
import { FIRE } from '../testing/living-scenarios.ts'
import { unwrap } from '../testing/unwrap.ts'

type Remote = Comlink.Remote<SimulationApi>

const scenario = (text: string): RunSource => ({ kind: 'scenario', text, files: {} })
const LIFE: RunSource = {
  kind: 'soup',
  rule: 'B3/S23',
  density: 100,
  overrides: { size: '32,16', seed: '5', topology: 'torus' },
}

async function open(source: RunSource): Promise<Remote> {
  const simulation = connectInProcess()
  unwrap(await simulation.load(source))
  return simulation
}

async function hashesOf(simulation: Remote, ticks: number): Promise<StateHashes[]> {
  const hashes: StateHashes[] = []
  for (let tick = 0; tick < ticks; tick++) {
    hashes.push(unwrap(await simulation.hash()))
    unwrap(await simulation.step(1))
  }
  return hashes
}

test('channels, zones and rules of a living world are told when it is loaded', async () => {
  const info = unwrap(await connectInProcess().load(scenario(FIRE)))
  const { channels, zones, rules } = info.living!
  expect(channels.map(({ name }) => name)).toEqual(['heat', 'reward', 'intent'])
  expect(channels[0]).toMatchObject({ unit: 'energy', low: 0, fractionBits: 14, kind: 'diffuse' })
  expect(channels[0]!.high).toBeCloseTo(8, 3)
  expect(channels[2]).toMatchObject({ kind: 'uphill', fractionBits: 0 })
  expect(channels[2]!.directions!.even).toHaveLength(8)
  expect(channels[2]!.directions!.even[0]).toEqual([-1, -1, 0])
  expect(rules).toEqual(['own', 'still'])
  expect(info.living).not.toHaveProperty('refused')
  expect(zones).toEqual([
    { name: 'west', clock: { divisor: 1, phase: 0 }, rule: 'own', cells: 128, isSettled: false },
    { name: 'east', clock: { divisor: 4, phase: 0 }, rule: 'still', cells: 128, isSettled: false },
    { name: 'rest', clock: { divisor: 1, phase: 0 }, rule: 'own', cells: 128, isSettled: false },
  ])
})

test('plain automata have nothing of the kind, and say so by name', async () => {
  const simulation = connectInProcess()
  expect(unwrap(await simulation.load(LIFE)).living).toBeUndefined()
  const failed = { ok: false, failure: { code: 'simulation/no-field' } }
  expect(await simulation.takeField('heat')).toMatchObject(failed)
  expect(await simulation.zoneNumbers()).toMatchObject(failed)
})

test('a field is moved to the caller with its tick, and its buffer comes back', async () => {
  const simulation = await open(scenario(FIRE))
  const plane = unwrap(await simulation.takeField('heat'))
  expect(plane).toMatchObject({ tick: 0, channel: 'heat' })
  const values = new Int32Array(plane.values)
  expect(values).toHaveLength(24 * 16)
  expect(values[12 + 24 * 8]).toBe(1.5 * 2 ** 14)
  expect(values.reduce((sum, raw) => sum + raw, 0)).toBe(3 * 2 ** 14)
  await simulation.recycle(Comlink.transfer(plane.values, [plane.values]))
  expect(plane.values.byteLength).toBe(0)
  unwrap(await simulation.step(2))
  expect(unwrap(await simulation.takeField('heat')).tick).toBe(2)
})

test('every plane of the state is offered by name, moved like a field, and told at a site', async () => {
  const simulation = connectInProcess()
  const text = JSON.stringify({
    version: 1,
    name: 'Town',
    world: { size: [6, 5] },
    rule: 'B3/S23',
    zones: [{ name: 'town', box: { size: [6, 5] }, settled: true }],
    policies: { use: ['permit-all'] },
    physics: {},
    bits: [{ box: { size: [6, 5] } }],
    initial: [{ soup: { density: 120 } }],
  })
  const { living } = unwrap(await simulation.load({ kind: 'scenario', text, files: {} }))
  unwrap(await simulation.step(3))
  const names = living!.planes.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['parameter trust', 'memory live-neighbors', 'status']),
  )
  const { planes } = unwrap(await simulation.inspect({ x: 4, y: 2, z: 0 }))
  expect(planes.map(({ name }) => name)).toEqual(names)
  for (const [i, { name, low, high }] of living!.planes.entries()) {
    const values = new Int32Array(unwrap(await simulation.takeField(name)).values)
    expect(values[4 + 6 * 2]).toBe(planes[i]!.value)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(low)
    expect(Math.max(...values)).toBeLessThanOrEqual(high)
  }
  expect(await simulation.takeField('memory of water')).toMatchObject({ ok: false })
})

test('each cell has the number of its zone', async () => {
  const simulation = await open(scenario(FIRE))
  const numbers = unwrap(await simulation.zoneNumbers())
  expect([numbers[0], numbers[7], numbers[8], numbers[15], numbers[16], numbers[24]]).toEqual([
    0, 0, 2, 2, 1, 0,
  ])
})

test('a site is told with its zone, its rule and its fields', async () => {
  const simulation = await open(scenario(FIRE))
  const frame = (await simulation.takeFrame(-1))!
  const report = unwrap(await simulation.inspect({ x: 12, y: 8, z: 0 }))
  expect(report).toMatchObject({ tick: 0, site: { x: 12, y: 8, z: 0 }, zone: 'rest' })
  expect(report.state).toBe(new Uint8Array(frame.cells)[12 + 24 * 8])
  expect(report.fields[0]).toEqual({ name: 'heat', value: 1.5, unit: 'energy' })
  const east = unwrap(await simulation.inspect({ x: 20, y: 3, z: 0 }))
  expect(east).toMatchObject({ zone: 'east', rule: 'still' })
  expect(await simulation.inspect({ x: 24, y: 0, z: 0 })).toMatchObject({
    ok: false,
    failure: { code: 'simulation/outside' },
  })
})

test('a box is told by counts and means, without what lies outside the world', async () => {
  const simulation = await open(scenario(FIRE))
  const frame = new Uint8Array((await simulation.takeFrame(-1))!.cells)
  const box = { x: 10, y: 6, z: 0, size: { x: 40, y: 4, z: 1 } }
  const report = unwrap(await simulation.inspectBox(box))
  expect(report.box).toEqual({ x: 10, y: 6, z: 0, size: { x: 14, y: 4, z: 1 } })
  const inBox = [6, 7, 8, 9].flatMap((y) => [...frame.subarray(10 + 24 * y, 24 + 24 * y)])
  for (const { state, cells } of report.counts) {
    expect(inBox.filter((each) => each === state)).toHaveLength(cells)
  }
  expect(report.counts.reduce((sum, { cells }) => sum + cells, 0)).toBe(56)
  expect(report.fields[0]).toEqual({
    name: 'heat',
    unit: 'energy',
    mean: 3 / 56,
    least: 0,
    greatest: 1.5,
  })
})

test.each([
  ['a living world', scenario(FIRE)],
  ['a plain automaton', LIFE],
])('looking at %s never changes it', async (_, source) => {
  const plain = await hashesOf(await open(source), 12)
  const watched = await open(source)
  const hashes: StateHashes[] = []
  for (let tick = 0; tick < 12; tick++) {
    await watched.inspect({ x: tick, y: 3, z: 0 })
    await watched.followEvents({ kind: 'zone', name: 'west' })
    await watched.inspectZone('west')
    const field = await watched.takeField('heat')
    if (field.ok) await watched.recycle(field.value.values)
    hashes.push(unwrap(await watched.hash()))
    await watched.inspectBox({ x: 1, y: 1, z: 0, size: { x: 9, y: 9, z: 1 } })
    await watched.zoneNumbers()
    await watched.listEdits()
    await watched.takeFrame(-1)
    unwrap(await watched.step(1))
  }
  expect(hashes).toEqual(plain)
})

const PAINT: EditOrder = {
  kind: 'paint',
  cells: [
    [3, 3],
    [4, 3],
    [5, 3, 0],
  ],
  state: 1,
}
const POKE: EditOrder = { kind: 'poke', channel: 'heat', cells: [[3, 3]], value: 0.5 }

test('a scenario with the edits of a run among its events comes to the same states', async () => {
  const simulation = await open(scenario(FIRE))
  unwrap(await simulation.step(3))
  expect(unwrap(await simulation.edit([PAINT, POKE]))).toBe(2)
  unwrap(await simulation.step(4))
  unwrap(await simulation.edit([{ ...POKE, cells: [[9, 9]], value: -0.25 }]))
  unwrap(await simulation.edit([{ ...PAINT, state: 2 }]))
  const hashes = await hashesOf(simulation, 8)

  const events = unwrap(await simulation.listEdits())
  expect(events.map(({ tick }) => tick)).toEqual([3, 3, 7, 7])
  const document = load(FIRE) as { events: unknown[] }
  const text = JSON.stringify({ ...document, events: [...document.events, ...events] })
  const again = await open(scenario(text))
  unwrap(await again.step(7))
  expect(await hashesOf(again, 8)).toEqual(hashes)
  const untouched = await open(scenario(FIRE))
  unwrap(await untouched.step(7))
  expect(await hashesOf(untouched, 8)).not.toEqual(hashes)
})

test('plain automata can be painted, lines too, and without the edits are as before', async () => {
  const simulation = await open(LIFE)
  const [first] = await hashesOf(simulation, 1)
  unwrap(await simulation.reset())
  unwrap(await simulation.edit([PAINT]))
  expect(unwrap(await simulation.inspect({ x: 4, y: 3, z: 0 })).state).toBe(1)
  expect(unwrap(await simulation.listEdits())).toHaveLength(1)
  unwrap(await simulation.replaceEdits([]))
  expect(unwrap(await simulation.listEdits())).toEqual([])
  expect(unwrap(await simulation.hash())).toEqual(first)

  const overrides = { size: '64', seed: '1', topology: 'torus' }
  const line = await open({ kind: 'soup', rule: 'W30', density: 1, overrides })
  unwrap(await line.step(2))
  unwrap(await line.edit([{ kind: 'paint', cells: [[7]], state: 1 }]))
  const frame = (await line.takeFrame(-1))!
  expect(frame.filledRows).toBe(3)
  expect(new Uint8Array(frame.cells)[2 * 64 + 7]).toBe(1)
})

test.each([
  [{ kind: 'paint', cells: [[99, 0]], state: 1 }, 'run/option', '99, 0, 0'],
  [{ kind: 'paint', cells: [[0, 0]], state: 7 }, 'run/state', 'state 7'],
  [{ kind: 'paint', cells: [[0.5, 0]], state: 1 }, 'run/option', 'edits.1.cells.0.0'],
  [{ kind: 'poke', channel: 'cold', cells: [[0, 0]], value: 1 }, 'run/option', 'cold'],
  [{ kind: 'poke', channel: 'heat', cells: [[0, 0]], value: 1e9 }, 'fields/number', 'above'],
  [{ kind: 'bomb' }, 'run/option', 'edits.1'],
])(
  'an edit that does not fit is refused by name, and those with it: %j',
  async (bad, code, says) => {
    const simulation = await open(scenario(FIRE))
    const before = unwrap(await simulation.hash())
    const edited = await simulation.edit([PAINT, bad as EditOrder])
    expect(edited).toMatchObject({ ok: false, failure: { code } })
    if (!edited.ok) expect(edited.failure.message).toContain(says)
    expect(unwrap(await simulation.hash())).toEqual(before)
    expect(unwrap(await simulation.listEdits())).toEqual([])
  },
)

const SETTLED = `
version: 1
name: A settled plane
world: { size: [8, 8], topology: torus }
rule: B3/S23
policies: { use: [permit-all], capacity: 4 }
metaRules:
  slow: [{ when: { of: tick, every: 2 }, then: { drift: { parameter: lambda_sensitivity, by: 0.01 } } }]
bits:
  - { cells: [[1, 1], [2, 1], [3, 1]], state: 1, metaRules: slow, trace: true }
`

test('bits are looked at, spawned and terminated by hand, as the policies allow', async () => {
  const simulation = await open(scenario(SETTLED))
  unwrap(await simulation.step(3))
  const first = unwrap(await simulation.inspect({ x: 2, y: 1, z: 0 }))
  expect(first.bit).toMatchObject({
    status: 'active',
    presence: 'occupied',
    tickCount: 3,
    metaRules: 'slow',
  })
  expect(first.bit!.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/)
  expect(first.bit!.lambdaSensitivity).toBeCloseTo(0.52, 3)
  const { phiPhase, sigmaFlow, lambdaSensitivity, trustScore } = first.bit!
  expect(first.parameters).toEqual([
    { name: 'phi_phase', value: phiPhase },
    { name: 'sigma_flow', value: sigmaFlow },
    { name: 'lambda_sensitivity', value: lambdaSensitivity },
    { name: 'trust_score', value: trustScore },
  ])
  const vacant = { x: 5, y: 5, z: 0 }
  expect(unwrap(await simulation.inspect(vacant)).bit).toBeUndefined()
  unwrap(await simulation.edit([{ kind: 'spawn', cells: [[5, 5]], state: 1 }]))
  expect(unwrap(await simulation.inspect(vacant))).toMatchObject({
    state: 1,
    bit: { status: 'active', tickCount: 0, insertedAt: 3 },
  })
  expect(await simulation.edit([{ kind: 'spawn', cells: [[6, 6]], state: 1 }])).toMatchObject({
    ok: false,
    failure: {
      code: 'run/order-refused',
      message: expect.stringMatching(/^The zone .* takes no more bits: .*at most 4/),
      details: { reason: 'zone_full', refused: 1 },
    },
  })
  unwrap(await simulation.edit([{ kind: 'terminate', cells: [[5, 5]] }]))
  expect(unwrap(await simulation.inspect(vacant))).toMatchObject({ state: 0, bit: undefined })
  const edits = unwrap(await simulation.listEdits())
  expect(edits.map((edit) => Object.keys(edit).sort())).toEqual([
    ['spawn', 'tick'],
    ['terminate', 'tick'],
  ])
})

const CROWDED = `
version: 1
name: A plane where most bits were refused
world: { size: [40, 40], topology: torus }
rule: B3/S23
policies: { use: [permit-all], capacity: 4 }
bits: [{ box: { size: [40, 40] }, state: 1 }]
`

test('a refusal tells its reason and is told; an edit is kept where part of it was done', async () => {
  const simulation = connectInProcess()
  const { living } = unwrap(await simulation.load(scenario(CROWDED)))
  const first = expect.stringMatching(/^The zone .* takes no more bits: .*at most 4/)
  expect(living!.refused).toEqual({ count: 1596, first })
  const before = unwrap(await simulation.hash())
  const site = { x: 36, y: 36, z: 0 }
  unwrap(await simulation.followEvents({ kind: 'site', site }))
  const orders: EditOrder[] = [{ kind: 'spawn', cells: [[36, 36]], state: 1 }]
  const edited = await simulation.edit(orders)
  const message = expect.stringMatching(/^The zone .* takes no more bits: .*at most 4/)
  expect(edited).toMatchObject({ ok: false, failure: { code: 'run/order-refused', message } })
  const told = { type: 'bit.refused', tick: 0, action: 'spawn', coord: site, message }
  expect(unwrap(await simulation.followEvents({ kind: 'site', site }))[0]).toMatchObject(told)
  const { zone } = unwrap(await simulation.inspect(site))
  const ofZone = unwrap(await simulation.followEvents({ kind: 'zone', name: zone! }))
  expect(ofZone[0]).toMatchObject(told)
  expect(unwrap(await simulation.listEdits())).toEqual([])
  expect(unwrap(await simulation.hash())).toEqual(before)

  unwrap(await simulation.edit([{ kind: 'terminate', cells: [[0, 0]] }]))
  const both = await simulation.edit([
    {
      kind: 'spawn',
      cells: [
        [0, 0],
        [36, 36],
      ],
      state: 1,
    },
  ])
  expect(both).toMatchObject({ ok: false, failure: { message, details: { refused: 1 } } })
  expect(unwrap(await simulation.listEdits())).toHaveLength(2)
})

test('edits of bits, written into the scenario, come to the same states', async () => {
  const edited = await open(scenario(SETTLED))
  unwrap(await edited.step(2))
  unwrap(await edited.edit([{ kind: 'spawn', cells: [[2, 2]], state: 1 }]))
  unwrap(await edited.edit([{ kind: 'suspend', cells: [[1, 1]] }]))
  unwrap(await edited.step(3))
  const events = unwrap(await edited.listEdits())
  const document = { ...(load(SETTLED) as object), events }
  const again = await open(scenario(JSON.stringify(document)))
  unwrap(await again.step(5))
  expect(unwrap(await again.hash())).toEqual(unwrap(await edited.hash()))
})

const TOWN = `
version: 1
name: A town
world: { size: [12, 8], topology: torus }
rule: B3/S23
rules: { maze: B3/S12345 }
channels: [heat]
zones:
  - { name: town, box: { size: [8, 8] }, settled: true, rule: maze, clock: { divisor: 2 } }
  - { name: field, box: { at: [8], size: [4, 8] } }
policies:
  actor: mayor
  capacities: { town: 3 }
  use: [permit-all]
bits:
  - { cells: [[1, 1], [2, 1]], state: 1 }
  - { cells: [[0, 0]], active: false }
events:
  - { tick: 0, poke: [{ channel: heat, cells: [[1, 1]], value: 1 }] }
`

test('a zone is told with its clock, its bits, its room and what a spawn would come to', async () => {
  const simulation = await open(scenario(TOWN))
  const town = unwrap(await simulation.inspectZone('town'))
  expect(town).toMatchObject({
    tick: 0,
    rule: 'maze',
    clock: { divisor: 2, phase: 0 },
    isStepping: true,
    isSettled: true,
    cells: 64,
    counts: [
      { state: 0, cells: 62 },
      { state: 1, cells: 2 },
    ],
    fields: [{ name: 'heat', unit: 'energy', mean: 1 / 64, least: 0, greatest: 1 }],
    metrics: [
      { name: 'population', value: 2 },
      { name: 'density', value: 2 / 64 },
    ],
    settlement: { bits: 3, active: 2, capacity: 3 },
  })
  expect(town.settlement!.trial).toEqual({
    site: { x: 1, y: 0, z: 0 },
    actor: 'mayor',
    decision: 'deny',
    reason: 'zone "town" holds 3 of at most 3 bits',
  })
  unwrap(await simulation.edit([{ kind: 'terminate', cells: [[1, 1]] }]))
  const { settlement } = unwrap(await simulation.inspectZone('town'))
  expect(settlement).toMatchObject({ bits: 2, active: 1, trial: { decision: 'allow' } })
  unwrap(await simulation.step(1))
  expect(unwrap(await simulation.inspectZone('town')).isStepping).toBe(false)
  const field = unwrap(await simulation.inspectZone('field'))
  expect(field).toMatchObject({ isSettled: false, cells: 32, settlement: undefined })
  expect(await simulation.inspectZone('sea')).toMatchObject({
    ok: false,
    failure: { code: 'simulation/no-field' },
  })
})

test('a box is told with its bits by status and its cells by rule', async () => {
  const simulation = await open(scenario(TOWN))
  unwrap(await simulation.edit([{ kind: 'suspend', cells: [[2, 1]] }]))
  const box = { x: 0, y: 0, z: 0, size: { x: 10, y: 2, z: 1 } }
  const report = unwrap(await simulation.inspectBox(box))
  expect(report.bits).toEqual({
    vacant: 13,
    statuses: [
      { status: 'spawned', bits: 1 },
      { status: 'active', bits: 1 },
      { status: 'suspended', bits: 1 },
    ],
  })
  expect(report.rules).toEqual([
    { rule: 'B3/S23', cells: 4 },
    { rule: 'maze', cells: 3 },
  ])
  const lone = unwrap(await (await open(scenario(SETTLED))).inspectBox({ ...box, y: 1 }))
  expect(lone.rules).toEqual([{ rule: 'B3/S23', cells: 3 }])
  expect(lone.bits).toEqual({ vacant: 13, statuses: [{ status: 'active', bits: 3 }] })
  const plain = await open(LIFE)
  expect(unwrap(await plain.inspectBox(box))).toMatchObject({ rules: [], bits: undefined })
})

test('events of a bit cross the port, the newest first, and end with the run', async () => {
  const simulation = await open(scenario(SETTLED))
  const subject = { kind: 'site', site: { x: 2, y: 1, z: 0 } } as const
  const types = async () => unwrap(await simulation.followEvents(subject)).map(({ type }) => type)
  expect(await types()).toEqual(['bit.activated', 'bit.spawned'])
  unwrap(await simulation.step(1))
  expect(await types()).toEqual(['bit.ticked', 'bit.activated', 'bit.spawned'])
  unwrap(await simulation.edit([{ kind: 'suspend', cells: [[2, 1]], reason: 'by hand' }]))
  const [newest] = unwrap(await simulation.followEvents(subject))
  expect(newest).toMatchObject({ type: 'bit.suspended', tick: 1, reason: 'by hand' })
  expect(unwrap(await simulation.followEvents(undefined))).toEqual([])
  unwrap(await simulation.reset())
  expect(await types()).toEqual(['bit.activated', 'bit.spawned'])
  const nowhere = { kind: 'site', site: { x: 8, y: 0, z: 0 } } as const
  expect(await simulation.followEvents(nowhere)).toMatchObject({
    ok: false,
    failure: { code: 'simulation/outside' },
  })
  const plain = await open(LIFE)
  expect(unwrap(await plain.followEvents(subject))).toEqual([])
})

test('parameters and the trace of a bit are set by hand, and written down', async () => {
  const simulation = await open(scenario(SETTLED))
  const bit = async (x: number) => unwrap(await simulation.inspect({ x, y: 1, z: 0 })).bit!
  const cells = [[2, 1]]
  unwrap(await simulation.step(1))
  const given = { phiPhase: 0.25, sigmaFlow: -0.5, lambdaSensitivity: 0.75, trustScore: 1 }
  unwrap(await simulation.edit([{ kind: 'set', cells, ...given, trace: false }]))
  expect(await bit(2)).toMatchObject({ ...given, isTraced: false, trace: [] })
  expect(await bit(1)).toMatchObject({ phiPhase: 0, trustScore: 0.5, isTraced: true })
  unwrap(await simulation.edit([{ kind: 'set', cells: [[1, 1], ...cells], trace: true }]))
  unwrap(await simulation.step(1))
  expect((await bit(2)).trace).toHaveLength(1)
  expect((await bit(1)).trace).toHaveLength(2)
  const edits = unwrap(await simulation.listEdits())
  expect(edits[0]).toEqual({ tick: 1, set: [{ cells, ...given, trace: false }] })
  const document = { ...(load(SETTLED) as object), events: edits }
  const again = await open(scenario(JSON.stringify(document)))
  unwrap(await again.step(2))
  expect(unwrap(await again.hash())).toEqual(unwrap(await simulation.hash()))
  expect(await simulation.edit([{ kind: 'set', cells }])).toMatchObject({
    ok: false,
    failure: { code: 'run/option' },
  })
})

test('whether a bit is traced decides nothing', async () => {
  const plain = await hashesOf(await open(scenario(SETTLED)), 6)
  const traced = await open(scenario(SETTLED))
  unwrap(await traced.edit([{ kind: 'set', cells: [[3, 1]], trace: false }]))
  expect(await hashesOf(traced, 6)).toEqual(plain)
})

const NOTED = [
  { tick: 2, paint: [{ fill: { at: [2, 2], size: [3, 2] }, state: 1 }] },
  { tick: 4, set: [{ box: { size: [8, 8] }, trustScore: 1 }] },
  { tick: 2, spawn: [{ cells: [[6, 6]], state: 1 }] },
]

describe('edits are part of a run', () => {
  test.each([
    ['bits and fields', scenario(SETTLED), NOTED],
    ['a plain automaton', LIFE, [{ tick: 3, paint: [{ cells: [[3, 3]], state: 1 }] }]],
  ])('of %s, whether made by hand, loaded with it or done again', async (_, source, noted) => {
    const byHand = await open(source)
    const hashes: StateHashes[] = []
    for (let tick = 0; tick <= 6; tick++) {
      for (const { tick: at, ...orders } of noted) {
        if (at !== tick) continue
        const [[kind, [order]]] = Object.entries(orders) as [[string, [{ fill?: object }]]]
        const { fill, ...rest } = order
        const place = fill === undefined ? {} : { box: fill }
        unwrap(await byHand.edit([{ kind, ...rest, ...place } as EditOrder]))
      }
      hashes.push(unwrap(await byHand.hash()))
      unwrap(await byHand.step(1))
    }
    const edits = unwrap(await byHand.listEdits())
    expect([...edits].sort((a, b) => a.tick - b.tick)).toEqual(
      [...noted].sort((a, b) => a.tick - b.tick),
    )
    unwrap(await byHand.reset())
    expect(await hashesOf(byHand, 7)).toEqual(hashes)

    const loaded = connectInProcess()
    unwrap(await loaded.load(source, noted))
    expect(await hashesOf(loaded, 7)).toEqual(hashes)
    expect(unwrap(await loaded.listEdits())).toEqual(noted)
    unwrap(await loaded.runTo(3))
    expect(unwrap(await loaded.hash())).toEqual(hashes[3])
    unwrap(await loaded.replaceEdits(noted.slice(0, -1)))
    unwrap(await loaded.runTo(6))
    expect(unwrap(await loaded.hash())).not.toEqual(hashes[6])
    unwrap(await loaded.replaceEdits([]))
    expect(await hashesOf(loaded, 7)).toEqual(await hashesOf(await open(source), 7))
  })

  test.each([
    ['no list', {}, 'edits'],
    ['no tick', [{ paint: [{ cells: [[0, 0]], state: 1 }] }], 'edits.0.tick'],
    ['two orders', [{ tick: 1, paint: [], terminate: [{ cells: [[1, 1]] }] }], 'one order'],
    ['no such kind', [{ tick: 1, bomb: [{ cells: [[1, 1]] }] }], 'edits.0'],
    ['a site outside', [{ tick: 1, paint: [{ cells: [[1, 99]], state: 1 }] }], '1, 99, 0'],
    ['a box outside', [{ tick: 1, paint: [{ fill: { size: [99, 1] }, state: 1 }] }], '98, 0, 0'],
    ['no such state', [{ tick: 1, paint: [{ fill: { size: [1, 1] }, state: 7 }] }], 'state 7'],
    ['no place', [{ tick: 1, paint: [{ state: 1 }] }], 'needs cells or a box'],
  ])(
    'those that do not fit are refused, and the run that was there stays: %s',
    async (_, bad, says) => {
      const simulation = await open(scenario(SETTLED))
      unwrap(await simulation.step(2))
      const before = unwrap(await simulation.hash())
      for (const outcome of [
        await simulation.load(LIFE, bad as EditEvent[]),
        await simulation.replaceEdits(bad as EditEvent[]),
      ]) {
        expect(outcome.ok ? '' : outcome.failure.message).toContain(says)
      }
      expect(unwrap(await simulation.hash())).toEqual(before)
    },
  )
})
