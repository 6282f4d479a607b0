import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BitEvent } from '../bits/bit-events.ts'
import { createCpuKernel } from '../kernels/cpu/cpu-kernel.ts'
import { TORUS } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { buildSoupRun } from '../scenario/build-run.ts'
import { startLiving } from '../testing/start-living.ts'
import { TickTimeoutError } from './errors.ts'
import { probe } from './run-to-probes.ts'
import { Simulation } from './simulation.ts'
import { TickGuard, type TickLimit } from './tick-guard.ts'

const TIMEOUT_MS = 100

/** Bits that write to fields, learn by a metric and move parameters, in zones with clocks. */
const LIVING = `
version: 1
name: Held to a time
world: { size: [12, 10, 6], topology: torus }
seed: 5
rule: |
  rule({ states: 2, neighborhood: 'moore-3d', channels: ['heat'] }, (s, n, f) => {
    let c = 0
    for (const x of n) c += x
    f.heat += 900
    return c > 5 && c < 9 ? 1 : s
  })
rules: { calm: 4/4/2/M }
channels: [heat, signal]
zones:
  - { name: left, box: { size: [6, 10, 6] }, settled: true }
  - { name: right, box: { at: [6], size: [6, 10, 6] }, settled: true, clock: { divisor: 3 } }
policies: { use: [permit-all] }
physics: {}
metaRules:
  learn:
    - { when: { metric: activity, gt: 0.2 }, then: { switch: calm } }
bits:
  - { box: { size: [12, 10, 6] }, density: 200, metaRules: learn }
initial:
  - soup: { density: 80 }
events:
  - tick: 3
    poke: [{ channel: heat, box: { size: [4, 4, 4] }, value: 0.5 }]
`

/** A clock on which every slice of ticks takes no time, but for the slow ones. */
function createClock(isSlow: (slice: number) => boolean): TickLimit & { slices: number } {
  const clock = {
    timeoutMs: TIMEOUT_MS,
    slices: 0,
    reads: 0,
    ms: 0,
    // It is read before and after each slice.
    now() {
      if (clock.reads++ % 2 === 1 && isSlow(clock.slices++)) clock.ms += TIMEOUT_MS + 1
      return clock.ms
    },
  }
  return clock
}

async function stateOf(simulation: Simulation) {
  const { stateHash, metrics } = await probe(simulation)
  return { tick: simulation.tick, stateHash, metrics }
}

type Start = (tickLimit?: TickLimit) => Promise<Simulation>

const WORLDS: Readonly<Record<string, Start>> = {
  'a plain world': (tickLimit) =>
    Simulation.start(buildSoupRun('B3/S23', 100, { size: '20,13', seed: '42' }), {
      backend: 'wasm',
      tickLimit,
    }),
  'a living world': (tickLimit) => startLiving(LIVING, { backend: 'wasm', tickLimit }),
  'a living world on the reference kernel': (tickLimit) =>
    startLiving(LIVING, { backend: 'reference', tickLimit }),
  'a living world without metrics': (tickLimit) =>
    startLiving(LIVING.replace('metric: activity', 'field: heat'), { backend: 'wasm', tickLimit }),
}

describe.each(Object.entries(WORLDS))('%s', (_, start) => {
  test('stands at the state before a tick that takes too long, and goes on from there', async () => {
    const free = await start()
    const before = [await stateOf(free)]
    for (let tick = 1; tick <= 6; tick++) {
      await free.advance(1)
      before.push(await stateOf(free))
    }
    // Ticks are asked for one by one, and each fourth slice is slow.
    const held = await start(createClock((slice) => slice % 4 === 3))
    let failures = 0
    while (held.tick < 6) {
      const { tick } = held
      const outcome = await held.advance(1).catch((error: unknown) => error)
      if (outcome !== undefined) {
        failures++
        expect(outcome).toBeInstanceOf(TickTimeoutError)
        expect(outcome).toMatchObject({
          code: 'simulation/tick-timeout',
          details: { tick, timeoutMs: TIMEOUT_MS, tookMs: TIMEOUT_MS + 1 },
        })
        expect(held.tick).toBe(tick)
      }
      expect(await stateOf(held)).toEqual(before[held.tick])
    }
    expect(failures).toBe(1)
    free.dispose()
    held.dispose()
  })
})

test('of a tick that is undone nobody is told', async () => {
  const events: BitEvent[] = []
  const bus = { publishEvent: (event: BitEvent) => events.push(event) }
  const held = await startLiving(LIVING, {
    backend: 'wasm',
    bus,
    tickLimit: createClock((slice) => slice === 2),
  })
  onTestFinished(() => held.dispose())
  await expect(held.advance(5)).rejects.toBeInstanceOf(TickTimeoutError)
  await held.advance(2)
  const ticked = events.flatMap((event) => (event.type === 'zone.ticked' ? [event] : []))
  const ofLeft = ticked.filter(({ zone }) => zone === 'left')
  expect(ofLeft.map(({ tick }) => tick)).toEqual([1, 2, 3, 4])
})

/** A row of Rule 30 that takes a given time for each tick, and the clock that tells it. */
function createSlowRow(msOf: (tick: number) => number) {
  const { rule } = parseRule('W30')
  const size = { x: 64, y: 1, z: 1 }
  const kernel = createCpuKernel({ size, topology: TORUS, rule, seed: 0n })
  let [tick, ms] = [0, 0]
  const row = {
    read: (into: Uint8Array) => kernel.read(into),
    write(cells: Uint8Array, at: number) {
      tick = at
      return kernel.write(cells, at)
    },
    writePlane: kernel.writePlane.bind(kernel),
    readPlane: kernel.readPlane.bind(kernel),
  }
  const make = (ticks: number) => {
    for (let i = 0; i < ticks; i++) ms += msOf(tick++)
    return kernel.advance(ticks)
  }
  const cells = Uint8Array.from({ length: 64 }, (_, x) => (x === 32 ? 1 : 0))
  return { row, make, size, kernel, cells, now: () => ms }
}

test('the very tick that is too slow is found in slices of many, and no slice alone is too slow', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 1, max: 400 }),
      async (usualMs, slowTick, ticks) => {
        const slow = createSlowRow((tick) => (tick === slowTick ? TIMEOUT_MS + 1 : usualMs))
        const limit = { timeoutMs: TIMEOUT_MS, now: slow.now }
        const guard = new TickGuard(slow.row, slow.size, [], limit)
        await slow.row.write(slow.cells, 0)
        const { made, failure } = await guard.advance(0, ticks, slow.make)
        expect(made).toBe(Math.min(ticks, slowTick))
        expect(failure?.details.tick).toBe(slowTick < ticks ? slowTick : undefined)
        const free = createSlowRow(() => 0)
        await free.row.write(free.cells, 0)
        await free.make(made)
        const [found, expected] = [new Uint8Array(64), new Uint8Array(64)]
        await slow.row.read(found)
        await free.row.read(expected)
        expect(found).toEqual(expected)
      },
    ),
    { numRuns: 100 },
  ))

test('a world that is really slow is given up by a real clock, and stays where it was', async () => {
  const text = LIVING.replace('[12, 10, 6]', '[48, 48, 24]').replace(
    'size: [12, 10, 6]',
    'size: [48, 48, 24]',
  )
  const run = { backend: 'reference' as const }
  const slow = await startLiving(text, {
    ...run,
    tickLimit: { timeoutMs: 1, now: () => performance.now() },
  })
  onTestFinished(() => slow.dispose())
  const before = await stateOf(slow)
  await expect(slow.advance(3)).rejects.toMatchObject({
    code: 'simulation/tick-timeout',
    details: { tick: 0, timeoutMs: 1 },
  })
  expect(await stateOf(slow)).toEqual(before)
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  '%d is no time to hold a tick to',
  async (timeoutMs) => {
    const starting = startLiving(LIVING, { tickLimit: { timeoutMs, now: () => 0 } })
    await expect(starting).rejects.toMatchObject({ code: 'simulation/tick-limit' })
  },
)

test('a world without an end is not held to a time, and says so', async () => {
  const text = 'version: 1\nname: Endless\nworld: { size: [0, 0] }\nrule: B3/S23\n'
  const starting = startLiving(text, { tickLimit: { timeoutMs: 1, now: () => 0 } })
  await expect(starting).rejects.toMatchObject({ code: 'simulation/tick-limit' })
})
