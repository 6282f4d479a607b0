/** What papers say of rules in numbers, measured. */
import { expect, test } from 'vitest'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { Run } from '../scenario/run.ts'
import { RunMeter } from './run-meter.ts'
import { Simulation } from './simulation.ts'

const readNothing = () => Promise.reject(new Error('it refers to no file'))

function compile(document: object): Promise<Run> {
  return compileScenario(JSON.stringify({ version: 1, name: 'fact', ...document }), readNothing)
}

const soup = (rule: string, size: readonly number[], seed: number) =>
  compile({ rule, world: { size }, seed, initial: [{ soup: { density: 96 } }] })

async function measure(run: Run, metrics: string, tick: number) {
  const simulation = await Simulation.start(run, { backend: 'wasm' })
  const meter = new RunMeter(run, parseMetrics(metrics))
  if (meter.wantsEveryTick) {
    for (; simulation.tick < tick; await simulation.advance(1)) await meter.note(simulation)
    await meter.note(simulation)
  } else await simulation.advance(tick)
  const values = await meter.measure(simulation)
  meter.dispose()
  simulation.dispose()
  return values
}

// M. Cook, Universality in elementary cellular automata, Complex Systems 15 (2004): fourteen cells wide, seven ticks long.
test('the ether of rule 110 is fourteen cells wide: its blocks are fourteen, its period is seven', async () => {
  const ether = '3b1o2b2o1b5o'
  const cells = 14 * 32
  const run = await compile({
    rule: 'W110',
    world: { size: [cells] },
    initial: Array.from({ length: 32 }, (_, i) => ({ rle: `${ether}!`, at: [14 * i, 0, 0] })),
  })
  const found = await measure(run, 'entropy,alive,block-entropy:14,period', 20)
  const share = 8 / 14
  const entropy = -share * Math.log2(share) - (1 - share) * Math.log2(1 - share)
  expect(found['alive.ratio']).toBe(share)
  expect(found.entropy).toBeCloseTo(entropy, 12)
  expect(found['block-entropy.14']).toBeCloseTo(Math.log2(14), 12)
  expect(found).toMatchObject({ period: 7, 'convergence.tick': 0 })
})

// Surjective rules keep the even distribution (Hedlund 1969): every block is as likely as any other.
test.each(['W30', 'W90', 'W150'])('rule %s has one bit of entropy a cell', async (rule) => {
  const run = await compile({
    rule,
    world: { size: [2 ** 18] },
    seed: 5,
    initial: [{ soup: { density: 128 } }],
  })
  const found = await measure(run, 'block-entropy:8,alive', 200)
  expect(found['block-entropy.8.cell']).toBeGreaterThan(0.9999)
  expect(Math.abs(found['alive.ratio']! - 1 / 2)).toBeLessThan(0.005)
})

// LifeWiki, "Soup": about 0.0287, from soups of 25 to 50 % in a plane with an end.
test('the ash of Life fills 0.0287 of the plane', async () => {
  const found = await measure(await soup('B3/S23', [512, 512], 1), 'alive', 12_000)
  expect(Math.abs(found['alive.ratio']! - 0.0287)).toBeLessThan(0.0015)
})
