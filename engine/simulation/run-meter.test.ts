import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BackendName } from '../kernels/kernel.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { Run } from '../scenario/run.ts'
import { RunMeter } from './run-meter.ts'
import { runToProbes } from './run-to-probes.ts'
import { Simulation } from './simulation.ts'

const readNothing = () => Promise.reject(new Error('it refers to no file'))

function compile(document: object): Promise<Run> {
  return compileScenario(JSON.stringify({ version: 1, name: 'measured', ...document }), readNothing)
}

async function measureAt(
  run: Run,
  metrics: string,
  probes: readonly number[],
  backend: BackendName = 'cpu',
) {
  const simulation = await Simulation.start(run, { backend })
  const meter = new RunMeter(run, parseMetrics(metrics))
  const options = { probes, ticks: probes.at(-1)!, onTick: () => {}, now: () => 0, meter }
  const report = await runToProbes(simulation, options)
  simulation.dispose()
  return report.probes.map((probe) => probe.metrics)
}

const BLINKER = { rle: '3o!', at: [7, 8, 0] }

test('a blinker is there from the start and comes back every two ticks', async () => {
  const run = await compile({ rule: 'B3/S23', world: { size: [16, 16] }, initial: [BLINKER] })
  const [first, , third] = await measureAt(run, 'period,activity,alive', [0, 1, 2])
  expect(first).toEqual({ alive: 3, 'alive.ratio': 3 / 256 })
  expect(third).toMatchObject({ period: 2, 'convergence.tick': 0, activity: 4 })
})

test('what is painted breaks a period, and the next one begins where the run settles', async () => {
  const run = await compile({
    rule: 'B3/S23',
    world: { size: [16, 16] },
    initial: [BLINKER],
    events: [{ tick: 5, paint: [{ fill: { at: [0, 0, 0], size: [16, 16, 1] }, state: 0 }] }],
  })
  const [before, after] = await measureAt(run, 'period', [4, 9])
  expect(before).toEqual({ period: 2, 'convergence.tick': 0 })
  expect(after).toEqual({ period: 1, 'convergence.tick': 5 })
})

test('what is painted back is none of what followed, and its period is not made up', async () => {
  // The R-pentomino is far from settled at tick 20, when somebody paints its first state again.
  const pentomino = { rle: 'b2o$2o$bo!', at: [28, 28, 0] }
  const clear = { fill: { at: [0, 0, 0], size: [64, 64, 1] }, state: 0 }
  const run = await compile({
    rule: 'B3/S23',
    world: { size: [64, 64] },
    initial: [pentomino],
    events: [{ tick: 20, paint: [clear, pentomino] }],
  })
  const seen = await measureAt(run, 'period', [19, 20, 21, 39, 40])
  expect(seen).toEqual([{}, {}, {}, {}, {}])
})

test('of a stochastic rule no period is told, even where its state comes back', async () => {
  const run = await compile({ rule: 'B3/S23', world: { size: [16, 16] } })
  const program = {
    ...run.rule.program,
    nodes: [...run.rule.program.nodes, { op: 'random', draw: 0 } as const],
  }
  const chance = { ...run, rule: { ...run.rule, program } }
  expect(new RunMeter(run, parseMetrics('period')).wantsEveryTick).toBe(true)
  expect(new RunMeter(chance, parseMetrics('period')).wantsEveryTick).toBe(false)
})

test('a glider without an end changes four cells a tick, wherever its box lies', async () => {
  const run = await compile({
    rule: 'B3/S23',
    world: { size: [0, 0] },
    initial: [{ rle: 'bo$2bo$3o!' }],
  })
  const simulation = await Simulation.start(run, { backend: 'sparse' })
  const meter = new RunMeter(run, parseMetrics('activity,temporal-information'))
  for (let tick = 0; tick < 20; tick++) {
    await meter.remember(simulation)
    await simulation.advance(1)
    expect(await meter.measure(simulation)).toMatchObject({ activity: 4 })
  }
  simulation.dispose()
})

test.each(['reference', 'cpu', 'wasm'] as const)(
  'what is painted by hand at a tick has changed at that tick, on %s',
  async (backend) => {
    const run = await compile({
      rule: 'B3/S23',
      world: { size: [16, 16] },
      initial: [BLINKER],
    })
    const simulation = await Simulation.start(run, { backend })
    const meter = new RunMeter(run, parseMetrics('activity'))
    await meter.remember(simulation)
    await simulation.advance(1)
    const box = { x: 0, y: 0, z: 0, size: { x: 2, y: 2, z: 1 } }
    await simulation.edit({ kind: 'paint', stroke: { kind: 'fill', box, state: 1 } })
    expect(await meter.measure(simulation)).toMatchObject({ activity: 8 })
    simulation.dispose()
  },
)

const soup = (rule: string) => ({
  rule,
  world: { size: [8192] },
  seed: 1,
  initial: [{ soup: { density: 128 } }],
})

// S. Wolfram, Rev. Mod. Phys. 55 (1983); for 110 the density of its ether, 8 of 14 cells.
test.each([
  ['W30', 300, 0.5, 0.02],
  ['W110', 2000, 4 / 7, 0.03],
])('rule %s settles at the density that is known of it', async (rule, tick, density, error) => {
  const [found] = await measureAt(await compile(soup(rule)), 'alive', [tick])
  expect(Math.abs(found!['alive.ratio']! - density)).toBeLessThan(error)
})

test('rule 30 keeps disorder as it is: blocks are as even as they can be, and rule 4 orders it', async () => {
  const [chaos] = await measureAt(await compile(soup('W30')), 'block-entropy:5', [300])
  const [order] = await measureAt(await compile(soup('W4')), 'block-entropy:5', [300])
  expect(chaos!['block-entropy.5.cell']).toBeGreaterThan(0.99)
  expect(order!['block-entropy.5.cell']).toBeLessThan(0.7)
})

const anyEvent = fc.oneof(
  fc.constantFrom('B36/S23', 'B3/S23', 'B2/S').map((rule) => ({ rule })),
  fc.integer({ min: 0, max: 1 }).map((state) => ({
    paint: [{ fill: { at: [1, 2], size: [5, 3] }, state }],
  })),
)

test('a kernel that counts by itself measures what is counted cell by cell, events or not', async () => {
  const anyTick = fc.integer({ min: 0, max: 6 })
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        size: fc.tuple(fc.integer({ min: 9, max: 70 }), fc.integer({ min: 6, max: 40 })),
        seed: fc.integer({ min: 0, max: 1000 }),
        events: fc.array(fc.tuple(anyTick, anyEvent), { maxLength: 4 }),
        probes: fc.uniqueArray(anyTick, { minLength: 1, maxLength: 5 }),
      }),
      async ({ size, seed, events, probes }) => {
        const run = await compile({
          rule: 'B3/S23',
          world: { size },
          seed,
          initial: [{ soup: { density: 96 } }],
          events: events.map(([tick, event]) => ({ tick, ...event })),
        })
        const ticks = probes.toSorted((a, b) => a - b)
        const metrics = 'alive,entropy,activity'
        const [plain, counted] = [
          await measureAt(run, metrics, ticks, 'reference'),
          await measureAt(run, metrics, ticks, 'wasm'),
        ]
        expect(counted).toEqual(plain)
        for (const [i, tick] of ticks.entries()) {
          expect('activity' in plain[i]!).toBe(tick > 0)
        }
      },
    ),
    { numRuns: 60 },
  )
})
