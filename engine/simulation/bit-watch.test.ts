import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BitEvent } from '../bits/bit-events.ts'
import { planeOf } from '../bits/bit-planes.ts'
import { viewBit } from '../bits/thunderbit-view.ts'
import { createReferenceLatticeKernel } from '../kernels/reference/reference-lattice-kernel.ts'
import { countCells } from '../lattice/size.ts'
import type { GridPoint } from '../lattice/zones.ts'
import { openSpawnPolicy } from '../policy/open-spawn-policy.ts'
import { createVerdictChain, type VerdictBatch } from '../policy/verdict-chain.ts'
import { verifyVerdicts } from '../policy/verify-verdicts.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { LivingRun } from '../scenario/living-run.ts'
import { anyLivingScenario } from '../testing/any-living-scenario.ts'
import { startLiving } from '../testing/start-living.ts'
import { tries } from '../testing/tries.ts'
import { LivingWorld } from './living-world.ts'
import { probe } from './run-to-probes.ts'
import type { Simulation } from './simulation.ts'

/** A bus that keeps what it is told. */
function createListener() {
  const events: BitEvent[] = []
  return { events, publishEvent: (event: BitEvent) => void events.push(event) }
}

const ofType = <Type extends BitEvent['type']>(events: readonly BitEvent[], type: Type) =>
  events.filter((event): event is Extract<BitEvent, { type: Type }> => event.type === type)

/** Looks at everything that can be seen of every bit. */
async function inspect(simulation: Simulation): Promise<number> {
  const bits = await simulation.readBits()
  if (bits === undefined) return 0
  let seen = 0
  for (const cell of bits.store.columns.status.keys()) {
    if (!bits.store.isOccupied(cell)) continue
    const { fieldState, trace, state, rules, tickCount, trustScore } = viewBit(bits.store, cell)
    seen += JSON.stringify([
      fieldState,
      trace.length,
      state,
      rules.name,
      tickCount,
      trustScore,
    ]).length
  }
  return seen
}

test('no listener, trace, clock or look at bits changes a run at any tick', async () => {
  let told = 0
  await fc.assert(
    fc.asyncProperty(anyLivingScenario(false), fc.boolean(), async ({ text, ticks }, traceAll) => {
      const quiet = await startLiving(text)
      let now = 0
      const watched = await startLiving(text, {
        backend: 'wasm',
        traceAll,
        maxTraced: 30,
        wallTimeMs: () => ++now,
        bus: {
          publishEvent() {
            if (++told % 7 === 0) throw new Error('a listener that fails')
          },
        },
      })
      const alone = await startLiving(text)
      for (let tick = 0; tick <= ticks; tick++) {
        if (tick > 0) await Promise.all([quiet.advance(1), watched.advance(1)])
        const [expected, found] = [await probe(quiet), await probe(watched)]
        expect(found.stateHash, `tick ${tick}`).toBe(expected.stateHash)
        await inspect(watched)
      }
      await alone.advance(ticks)
      expect((await probe(alone)).stateHash).toBe((await probe(quiet)).stateHash)
      expect(watched.bits?.refusalCount).toBe(quiet.bits?.refusalCount)
      for (const simulation of [quiet, watched, alone]) simulation.dispose()
    }),
    { numRuns: Math.max(24, tries(40)) },
  )
  expect(told).toBeGreaterThan(1000)
}, 120_000)

test('what traced bits tell of their writes is what the channels took, clamped once', async () => {
  let written = 0
  await fc.assert(
    fc.asyncProperty(anyLivingScenario(true), async ({ text, ticks }) => {
      const bus = createListener()
      const simulation = await startLiving(text, { backend: 'wasm', bus, traceAll: true })
      const { living, commands } = simulation.run
      for (let t = 0; t < ticks; t++) {
        const { store } = (await simulation.readBits())!
        const fieldsOf = () =>
          living!.channels.map(({ name }) => {
            const values = new Int32Array(countCells(living!.zoneMap.size))
            store.planes.readPlane(planeOf('channel', name), values)
            return values
          })
        const expected = fieldsOf()
        bus.events.length = 0
        await simulation.advance(1)
        const writesOf = new Map<string, number>()
        for (const { channel, coord, value } of ofType(bus.events, 'bit.field_write')) {
          const zone = living!.zones[living!.zoneMap.zoneOfCell(cellAt(living!, coord))]!.name
          writesOf.set(zone, (writesOf.get(zone) ?? 0) + 1)
          const number = living!.channels.findIndex(({ name }) => name === channel)
          const { x, y } = living!.zoneMap.size
          expected[number]![coord.x + x * (coord.y + y * coord.z)]! += value * 2 ** 14
          written++
        }
        for (const { zone, fieldWrites } of ofType(bus.events, 'zone.ticked')) {
          const isSettled = living!.zones.find(({ name }) => name === zone)!.isSettled
          // In a filled zone every site writes, and only those of zones are counted.
          if (isSettled) expect(fieldWrites).toBe(writesOf.get(zone) ?? 0)
          else expect(fieldWrites).toBeGreaterThanOrEqual(0)
        }
        if (commands.some(({ tick }) => tick === simulation.tick)) continue
        for (const [i, { low, high }] of living!.channels.entries()) {
          expected[i] = expected[i]!.map((value) => Math.min(Math.max(value, low), high))
        }
        await simulation.readBits()
        // A zone that is filled writes too, and nobody tells of that.
        if (living!.zones.every(({ isSettled }) => isSettled)) expect(fieldsOf()).toEqual(expected)
      }
      simulation.dispose()
    }),
    { numRuns: 40 },
  )
  expect(written).toBeGreaterThan(100)
}, 120_000)

/** The flat index of a coordinate. */
function cellAt({ zoneMap }: LivingRun, { x, y, z }: GridPoint): number {
  return x + zoneMap.size.x * (y + zoneMap.size.y * z)
}

test('of a filled zone the writes of all its sites are counted, of two writes at a site both', async () => {
  const text = JSON.stringify({
    version: 1,
    name: 'a filled zone',
    world: { size: [6, 4] },
    rule: "rule({ states: 2, neighborhood: 'moore', channels: ['heat', 'mood'] }, (s, n, f) => { f.heat += 5; f.mood += s; return s })",
    channels: ['heat', 'mood'],
    zones: [
      { name: 'full', box: { size: [3, 4] } },
      { name: 'bits', box: { at: [3, 0], size: [3, 4] }, settled: true },
    ],
    policies: { use: ['permit-all'] },
    bits: [{ cells: [[3, 0]] }, { cells: [[4, 0]], state: 1 }],
    initial: [
      {
        cells: [
          [0, 0],
          [1, 2],
        ],
      },
    ],
  })
  for (const backend of ['reference', 'wasm'] as const) {
    const bus = createListener()
    const simulation = await startLiving(text, { backend, bus })
    await simulation.advance(1)
    // Twelve sites warm their places, the two live ones lift the mood too; so of the two bits one.
    expect(
      ofType(bus.events, 'zone.ticked').map(({ zone, fieldWrites }) => [zone, fieldWrites]),
    ).toEqual([
      ['full', 14],
      ['bits', 3],
      // The zone of what lies in no box has no sites here.
      ['rest', 0],
    ])
    simulation.dispose()
  }
})

const TWO_ZONES = JSON.stringify({
  version: 1,
  name: 'two zones',
  world: { size: [8, 4, 4], topology: 'torus' },
  seed: '3',
  rule: '4-5/5/2/M',
  rules: {
    blink:
      "rule({ states: 2, neighborhood: 'moore-3d', channels: ['heat'] }, (s, n, f) => { f.heat += 41; return 1 - s })",
  },
  channels: [{ name: 'heat', dynamic: { kind: 'static' } }],
  zones: [
    { name: 'west', box: { size: [4, 4, 4] }, settled: true, rule: 'blink' },
    {
      name: 'east',
      box: { at: [4], size: [4, 4, 4] },
      settled: true,
      rule: 'blink',
      clock: { divisor: 2 },
    },
  ],
  metaRules: {
    tire: [{ when: { of: 'tick', every: 4, phase: 3 }, for: 'blink', then: { switch: 0 } }],
  },
  policies: { use: ['permit-all'], capacity: 10 },
  bits: [
    { cells: [[0, 0, 0]], trace: true, metaRules: 'tire' },
    { cells: [[1, 0, 0]], state: 1 },
    { cells: [[5, 0, 0]], trace: true },
    { cells: [[1, 0, 0]] },
  ],
  events: [
    { tick: 2, suspend: [{ cells: [[1, 0, 0]], reason: 'rest' }] },
    { tick: 3, activate: [{ cells: [[1, 0, 0]] }] },
    { tick: 4, terminate: [{ cells: [[1, 0, 0]], reason: 'done' }] },
  ],
})

describe('the bus is told', () => {
  test('what the contract lists, of the ticks that it happened at', async () => {
    const bus = createListener()
    const simulation = await startLiving(TWO_ZONES, { backend: 'wasm', bus })
    await simulation.advance(4)
    const { store } = (await simulation.readBits())!
    const [west, plain, east] = [0, 1, 5].map((cell) => store.idOf(cell))
    const told = bus.events.map(({ type, tick, ...event }) => ({ type, tick, ...event }))
    const brief = (type: BitEvent['type'], ...keys: string[]) =>
      told
        .filter((event) => event.type === type && !('zone' in event && event.zone === 'rest'))
        .map((event) => ['tick', ...keys].map((key) => event[key as keyof typeof event]))
    expect(brief('bit.spawned', 'bitId', 'zoneId')).toEqual([
      [0, west, 'west'],
      [0, plain, 'west'],
      [0, east, 'east'],
    ])
    expect(brief('bit.activated', 'bitId')).toEqual([
      [0, west],
      [0, plain],
      [0, east],
      [3, plain],
    ])
    expect(brief('bit.refused', 'action', 'code', 'coord')).toEqual([
      [0, 'spawn', 'coord_occupied', { x: 1, y: 0, z: 0 }],
    ])
    expect(brief('bit.suspended', 'bitId', 'reason')).toEqual([[2, plain, 'rest']])
    expect(brief('bit.terminated', 'bitId', 'reason')).toEqual([[4, plain, 'done']])
    expect(brief('bit.ticked', 'bitId', 'tickCount')).toEqual([
      [1, west, 1],
      [1, east, 1],
      [2, west, 2],
      [3, west, 3],
      [3, east, 2],
      [4, west, 4],
    ])
    const [crystal, blink] = [simulation.run.living!.rules[0]!, simulation.run.living!.rules[1]!]
    expect(brief('bit.rules_changed', 'bitId', 'oldRules', 'newRules')).toEqual([
      [4, west, blink.rule.canonical, crystal.rule.canonical],
    ])
    expect(brief('bit.field_write', 'bitId', 'channel', 'coord', 'value')).toEqual(
      brief('bit.ticked', 'bitId').map(([tick, bitId]) => [
        tick,
        bitId,
        'heat',
        { x: bitId === west ? 0 : 5, y: 0, z: 0 },
        41 / 2 ** 14,
      ]),
    )
    expect(brief('zone.ticked', 'zone', 'bits', 'births', 'deaths', 'rulesChanged')).toEqual([
      [1, 'west', 2, 1, 1, 0],
      [1, 'east', 1, 1, 0, 0],
      [2, 'west', 2, 1, 1, 0],
      [3, 'west', 1, 1, 0, 0],
      [3, 'east', 1, 0, 1, 0],
      [4, 'west', 2, 0, 2, 1],
    ])
    // Each bit that blinks in a step warms its place once, by the rule that it had before the step.
    expect(brief('zone.ticked', 'zone', 'fieldWrites')).toEqual([
      [1, 'west', 2],
      [1, 'east', 1],
      [2, 'west', 2],
      [3, 'west', 1],
      [3, 'east', 1],
      [4, 'west', 2],
    ])
    simulation.dispose()
  })

  test('nothing that it does not want, and a listener that throws is found out afterwards', async () => {
    const told: string[] = []
    const simulation = await startLiving(TWO_ZONES, {
      backend: 'wasm',
      bus: {
        wants: (type) => type === 'bit.ticked',
        publishEvent({ type }) {
          told.push(type)
          throw new Error(`I am tired of ${type}`)
        },
      },
    })
    await simulation.advance(2)
    expect(told).toEqual(['bit.ticked', 'bit.ticked', 'bit.ticked'])
    expect(simulation.bits?.listenerFault).toEqual({
      thrown: new Error('I am tired of bit.ticked'),
    })
    simulation.dispose()
  })
})

describe('traces', () => {
  test('have 100 entries, whose times come from the clock that was given', async () => {
    let now = 1000
    const clocked = await startLiving(TWO_ZONES, { backend: 'wasm', wallTimeMs: () => now++ })
    await clocked.advance(130)
    const { store } = (await clocked.readBits())!
    const { trace, tickCount, rulesVersion } = viewBit(store, 0)
    expect([trace.length, tickCount]).toEqual([100, 130])
    expect(trace.map(({ tick }) => tick)).toEqual(Array.from({ length: 100 }, (_, i) => 130 - i))
    expect(trace[0]).toMatchObject({ tickCount: 130, rulesVersion })
    expect(trace[0]!.timestamp).toBeGreaterThan(trace[1]!.timestamp!)
    clocked.dispose()
    const timeless = await startLiving(TWO_ZONES)
    await timeless.advance(2)
    expect(viewBit((await timeless.readBits())!.store, 0).trace[0]?.timestamp).toBeUndefined()
    timeless.dispose()
  })

  test('are kept of every bit where all are traced, as many as the pool takes', async () => {
    for (const [maxTraced, traced] of [
      [2, 2],
      [undefined, 3],
    ] as const) {
      const simulation = await startLiving(TWO_ZONES, {
        backend: 'wasm',
        traceAll: true,
        maxTraced,
      })
      await simulation.advance(1)
      const { traces } = (await simulation.readBits())!.store
      expect([...traces.cells()]).toHaveLength(traced)
      expect(traces.read(1)).toHaveLength(1)
      simulation.dispose()
    }
  })

  test('begin anew where a run goes back, and all bits are traced again', async () => {
    const simulation = await startLiving(TWO_ZONES, { backend: 'wasm', traceAll: true })
    const snapshot = await simulation.takeSnapshot()
    await simulation.advance(3)
    await simulation.restore(snapshot)
    await simulation.advance(2)
    const { traces } = (await simulation.readBits())!.store
    expect(traces.read(1).map(({ tick }) => tick)).toEqual([2, 1])
    simulation.dispose()
  })
})

test('where nobody looks, a run goes on in one slice; else tick by tick', async () => {
  const text = TWO_ZONES.replaceAll('"trace":true,', '').replaceAll(',"trace":true', '')
  const run = await compileScenario(text, () => Promise.reject(new Error('no files')))
  const { living, size, topology, seed } = run
  const slicesOf = async (wanted: BitEvent['type'] | undefined) => {
    const kernel = await createReferenceLatticeKernel({
      size,
      topology,
      seed,
      lattice: living!.lattice,
    })
    const slices: number[] = []
    const policy = await openSpawnPolicy(living!.policies, () => Promise.reject(new Error('no')))
    const bus = wanted && { publishEvent() {}, wants: (type: string) => type === wanted }
    const advance = (ticks: number) => {
      slices.push(ticks)
      return kernel.advance(ticks)
    }
    const counted = new Proxy(kernel, {
      get: (_, key) => {
        const value = kernel[key as keyof typeof kernel]
        if (key === 'advance') return advance
        return typeof value === 'function' ? value.bind(kernel) : value
      },
    })
    const world = new LivingWorld({
      kernel: counted,
      size,
      living: living!,
      policy,
      watchers: { bus },
    })
    await world.clear(0)
    await world.advance(5)
    const states = new Uint8Array(countCells(size))
    await world.read({ x: 0, y: 0, z: 0, size }, states)
    world.dispose()
    return { slices, states }
  }
  const quiet = await slicesOf(undefined)
  expect(quiet.slices).toEqual([5])
  // Life-cycle events come from orders, so nobody has to look at ticks for them.
  expect((await slicesOf('bit.spawned')).slices).toEqual([5])
  const zones = await slicesOf('zone.ticked')
  expect(zones).toEqual({ slices: [1, 1, 1, 1, 1], states: quiet.states })
})

test('every verdict goes into a chain, which changes nothing either', async () => {
  const batches: VerdictBatch[] = []
  const verdicts = await createVerdictChain({ keep: (batch) => void batches.push(batch) })
  const text = TWO_ZONES.replace('"capacity":10', '"capacity":1')
  const [chained, quiet] = [
    await startLiving(text, { backend: 'wasm', verdicts }),
    await startLiving(text),
  ]
  await Promise.all([chained.advance(5), quiet.advance(5)])
  await verdicts.flush()
  expect(await verifyVerdicts(batches)).toMatchObject({ kind: 'intact', verdicts: 4 })
  const said = batches.flatMap(({ records }) => records.map((record) => JSON.parse(record)))
  // The second bit of the west is one too many, and so is the last, at the same site.
  expect(said.map(([, tick, , , [decision, code]]) => [tick, decision, code])).toEqual([
    [0, 'allow', null],
    [0, 'deny', 'zone_full'],
    [0, 'allow', null],
    [0, 'deny', 'zone_full'],
  ])
  expect((await probe(chained)).stateHash).toBe((await probe(quiet)).stateHash)
  chained.dispose()
  quiet.dispose()
})
