import { expect, test } from 'vitest'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { Run } from '../scenario/run.ts'
import type { SimulationOptions } from '../simulation/create-world.ts'
import { Simulation } from '../simulation/simulation.ts'
import { type Fault, type Planted, plantFault } from '../testing/planted-fault.ts'
import type { Observation } from './baseline.ts'
import { examineEntry, type Laboratory } from './examine-entry.ts'
import type { StartSimulation } from './find-divergence.ts'
import { parseSuite } from './parse-suite.ts'
import type { SuiteEntry } from './suite.ts'

const machine = { now: () => performance.now() }

const starting =
  (more: () => Partial<SimulationOptions> = () => ({})): StartSimulation =>
  (run, options) =>
    Simulation.start(run, { ...options, machine, ...more() })

const laboratory = (over: Partial<Laboratory> = {}): Laboratory => ({
  backend: 'wasm',
  startSuspect: starting(),
  startTwin: starting(),
  now: () => performance.now(),
  ...over,
})

/** The only entry of a suite, and its run. */
async function openEntry(
  scenario: object,
  more: object = {},
): Promise<{ entry: SuiteEntry; run: Run }> {
  const entries = [{ scenario, ...more }]
  const suite = parseSuite(JSON.stringify({ version: 1, name: 'one', entries }))
  const [entry] = suite.entries
  if (entry?.source.kind !== 'inline') throw new Error('it is written out')
  const run = await compileScenario(entry.source.text, () => Promise.reject(new Error('no files')))
  return { entry, run }
}

const SOUP = {
  version: 1,
  name: 'Soup',
  world: { size: [40, 30] },
  seed: '7',
  rule: 'B3/S23',
  initial: [{ soup: { density: 90 } }],
  ticks: 100,
  probes: [50],
}

async function accept(entry: SuiteEntry, run: Run): Promise<Observation> {
  const { observation } = await examineEntry(entry, run, undefined, laboratory())
  return observation!
}

/** https://conwaylife.com/wiki/Traffic_light and https://conwaylife.com/wiki/Glider, which is back after 4 ticks a cell. */
test.each([
  ['a row of five', '5o!', { 'convergence.tick': 6, period: 2 }],
  ['a glider on a torus of 16', 'bob$2bo$3o!', { 'convergence.tick': 0, period: 64 }],
])('a run is followed for its period: %s', async (_what, rle, expected) => {
  const scenario = {
    ...{ version: 1, name: 'Small', rule: 'B3/S23', ticks: 80 },
    ...{ world: { size: [16, 16] }, initial: [{ rle, at: [5, 7] }] },
  }
  const { entry, run } = await openEntry(scenario, { metrics: ['period'] })
  const { report, observation } = await examineEntry(entry, run, undefined, laboratory())
  expect([report.summary, observation!.summary]).toEqual([expected, expected])
  expect(report.probes.at(-1)!.metrics).toEqual(expected)

  const leaping = await openEntry(scenario, { metrics: ['period'], digest: 'marks' })
  const { report: leapt } = await examineEntry(leaping.entry, run, undefined, laboratory())
  expect(leapt.summary).toEqual({})
})

test('a run is as its baseline, on each back end', async () => {
  const { entry, run } = await openEntry(SOUP)
  const baseline = await accept(entry, run)
  expect(baseline.probes.map(({ tick }) => tick)).toEqual([50, 100])
  for (const backend of ['reference', 'cpu', 'wasm', 'auto'] as const) {
    const { report } = await examineEntry(entry, run, baseline, laboratory({ backend }))
    expect(report).toMatchObject({ outcome: 'passed', breaches: [], divergence: null })
  }
})

test('what a scenario expects is looked at where it is no probe, and cells by state are counted', async () => {
  const { entry, run } = await openEntry({
    ...SOUP,
    probes: [50],
    expect: [
      { tick: 10, population: 1 },
      { tick: 100, counts: { 1: 9999 } },
    ],
  })
  const { report, observation } = await examineEntry(entry, run, undefined, laboratory())
  expect(observation!.probes.map(({ tick }) => tick)).toEqual([50, 100])
  const expectations = report.breaches.filter(({ kind }) => kind === 'expectation')
  expect(expectations.map(({ tick, what }) => [tick, what])).toEqual([
    [10, 'population'],
    [100, 'counts.1'],
  ])
})

test.each([
  { tick: 1, heals: false },
  { tick: 37, heals: false },
  { tick: 38, heals: true },
  { tick: 100, heals: true },
])('a cell that is wrong at tick $tick is found (heals: $heals)', async ({ tick, heals }) => {
  const { entry, run } = await openEntry(SOUP)
  const baseline = await accept(entry, run)
  const fault: Fault = { tick, place: 7 + 40 * 11, plane: undefined, heals }
  const planted: Planted[] = []
  const ground = { size: run.size, states: 2 }
  const startSuspect = starting(() => ({
    wraps: plantFault(fault, ground, (each) => planted.push(each)),
  }))
  const { report } = await examineEntry(entry, run, baseline, laboratory({ startSuspect }))
  expect(report.outcome).toBe('failed')
  expect(report.divergence).toMatchObject({ kind: 'located', suspect: 'wasm', twin: 'reference' })
  const { backend, ...place } = planted[0]!
  expect(backend).toBe('wasm')
  expect(report.divergence?.first).toMatchObject({ ...place, plane: 'cells', cell: 447 })
})
