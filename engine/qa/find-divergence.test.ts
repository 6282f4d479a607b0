import { expect, test } from 'vitest'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { Run } from '../scenario/run.ts'
import { Simulation } from '../simulation/simulation.ts'
import { createFickleClock } from '../testing/fickle-clock.ts'
import { plantFault } from '../testing/planted-fault.ts'
import type { Observation } from './baseline.ts'
import { listSuspects, listTwins } from './choose-twins.ts'
import { examineEntry, type Laboratory } from './examine-entry.ts'
import type { StartSimulation } from './find-divergence.ts'
import { formatEntry } from './format-report.ts'
import { plain } from './paint.ts'
import { parseSuite } from './parse-suite.ts'
import type { SuiteEntry } from './suite.ts'

const machine = { now: () => performance.now() }
const start: StartSimulation = (run, options) => Simulation.start(run, { ...options, machine })

const SOUP = {
  ...{ version: 1, name: 'Soup', world: { size: [20, 12] }, seed: '3', rule: 'B3/S23' },
  initial: [{ soup: { density: 90 } }],
  ticks: 64,
}

async function open(scenario: object, more: object = {}): Promise<{ entry: SuiteEntry; run: Run }> {
  const entries = [{ scenario, ...more }]
  const suite = parseSuite(JSON.stringify({ version: 1, name: 'one', entries }))
  const entry = suite.entries[0]!
  const text = JSON.stringify(scenario)
  return { entry, run: await compileScenario(text, () => Promise.reject(new Error('no files'))) }
}

const laboratory = (startSuspect: StartSimulation): Laboratory => ({
  ...{ backend: 'wasm', startSuspect, startTwin: start, now: machine.now },
})

async function accept(entry: SuiteEntry, run: Run): Promise<Observation> {
  return (await examineEntry(entry, run, undefined, laboratory(start))).observation!
}

/** A back end that is wrong at tick 11 while `isWrong` says so. */
const wrongAt11 =
  (isWrong: () => boolean, heals = false): StartSimulation =>
  (run, options) => {
    const fault = { tick: 11, place: 47, plane: undefined, heals }
    const wraps = plantFault(fault, { size: run.size, states: 2 }, () => {})
    return Simulation.start(run, { ...options, machine, ...(isWrong() ? { wraps } : {}) })
  }

test('a fault that does not happen again is told as a race, with what was seen of it', async () => {
  const { entry, run } = await open(SOUP)
  const baseline = await accept(entry, run)
  let starts = 0
  const { report } = await examineEntry(
    entry,
    run,
    baseline,
    laboratory(wrongAt11(() => starts++ === 0)),
  )
  expect(report.outcome).toBe('failed')
  expect(report.divergence).toMatchObject({
    ...{ kind: 'not-repeated', lastGoodTick: 10, firstBadTick: 12, attempts: 3 },
    first: { tick: 12, plane: 'cells' },
  })
  expect(formatEntry(report, plain).join('\n')).toContain('3 times more: a race')
})

test('a fault that happens only now and then is located when it comes again', async () => {
  const { entry, run } = await open(SOUP)
  const baseline = await accept(entry, run)
  let starts = 0
  const faulty = wrongAt11(() => starts++ % 2 === 0)
  const { report } = await examineEntry(entry, run, baseline, laboratory(faulty))
  expect(report.divergence).toMatchObject({
    ...{ kind: 'located', attempts: 2, first: { tick: 11, cell: 47, site: [7, 2, 0] } },
  })
})

test('a picture shows what is expected, what is found and where they differ', async () => {
  const { entry, run } = await open({
    ...SOUP,
    initial: [
      {
        cells: [
          [6, 2],
          [7, 2],
          [8, 2],
        ],
      },
    ],
  })
  const baseline = await accept(entry, run)
  const faulty = wrongAt11(() => true)
  const { report } = await examineEntry(entry, run, baseline, laboratory(faulty))
  // Tick 11 has the blinker upright.
  expect(report.divergence?.first?.picture.slice(0, 6)).toEqual([
    'expected           found              differs',
    '................   ................   ................',
    '.......o........   .......o........   ................',
    '.......o........   ................   .......X........',
    '.......o........   .......o........   ................',
    '................   ................   ................',
  ])
  expect(report.divergence?.first?.picture.at(-1)).toContain('states: . 0  o 1; X the first')
})

test('a change that every back end makes is told with the marks between which it was made', async () => {
  const { entry, run } = await open(SOUP)
  const baseline = await accept(entry, run)
  const changed = { ...laboratory(wrongAt11(() => true)), startTwin: wrongAt11(() => true) }
  const { report } = await examineEntry(entry, run, baseline, changed)
  expect(report.divergence).toMatchObject({
    ...{ kind: 'common', lastGoodTick: 10, firstBadTick: 12, first: null },
  })
})

const BLOCKS = {
  ...{ version: 1, name: 'Two blocks', rule: 'B3/S23', ticks: 640 },
  initial: [
    { rle: '2o$2o!', at: [0, 0] },
    { rle: '2o$2o!', at: [10, 10] },
  ],
}

/** In the box of both blocks; alone it dies at once, beside a block it does not. */
const placeAt = (x: number, y: number) => x + 12 * y

test('a leap that goes wrong is located at the first tick that no leap comes to', async () => {
  const { entry, run } = await open(BLOCKS, { digest: 'marks' })
  const onHashLife = { ...laboratory(start), backend: 'hashlife' as const }
  const baseline = (await examineEntry(entry, run, undefined, onHashLife)).observation!
  // Marks are twenty ticks apart; from tick 100 a leap of three is right and one of five is not.
  const fault = { tick: 105, place: placeAt(2, 1), plane: undefined, heals: false, leastLeap: 4 }
  const startSuspect: StartSimulation = (of, options) => {
    const wraps = plantFault(fault, { size: run.size, states: 2 }, () => {})
    return Simulation.start(of, { ...options, machine, wraps })
  }
  const { report } = await examineEntry(entry, run, baseline, { ...onHashLife, startSuspect })
  expect(report.divergence).toMatchObject({
    ...{ kind: 'located', suspect: 'hashlife', lastGoodTick: 100, firstBadTick: 120 },
    first: { tick: 105, plane: 'cells', site: [2, 1, 0], expected: 0, found: 1 },
  })
})

test('what only a probe has seen, since it died out before the next mark, is located too', async () => {
  const { entry, run } = await open(BLOCKS, { digest: 'marks', probes: [111] })
  const onHashLife = { ...laboratory(start), backend: 'hashlife' as const }
  const baseline = (await examineEntry(entry, run, undefined, onHashLife)).observation!
  const fault = { tick: 111, place: placeAt(6, 6), plane: undefined, heals: false }
  const startSuspect: StartSimulation = (of, options) => {
    const wraps = plantFault(fault, { size: run.size, states: 2 }, () => {})
    return Simulation.start(of, { ...options, machine, wraps })
  }
  const { report } = await examineEntry(entry, run, baseline, { ...onHashLife, startSuspect })
  expect(report.breaches.map(({ kind, tick }) => [kind, tick])).toEqual([
    ['population', 111],
    ['hash', 111],
    ['hash', 111],
  ])
  expect(report.divergence).toMatchObject({
    ...{ kind: 'located', lastGoodTick: 100, firstBadTick: 111 },
    first: { tick: 111, site: [6, 6, 0] },
  })
})

test('of two back ends that take turns, the one at fault is named, whichever was last', async () => {
  const { entry, run } = await open(BLOCKS, { digest: 'marks' })
  const fickle = { now: createFickleClock() }
  const seen = new Set<string>()
  const starting =
    (isFaulty: (backend: string) => boolean): StartSimulation =>
    (of, options) => {
      const fault = { tick: 311, place: placeAt(2, 1), plane: undefined, heals: false }
      const ground = { size: run.size, states: 2, isFaulty }
      const wraps = plantFault(fault, ground, ({ backend }) => seen.add(backend))
      return Simulation.start(of, { ...options, machine: fickle, wraps })
    }
  const none = starting(() => false)
  const auto = { ...laboratory(none), startTwin: none, backend: 'auto' as const }
  const baseline = (await examineEntry(entry, run, undefined, auto)).observation!
  const startSuspect = starting((backend) => backend === (seen.values().next().value ?? backend))
  const { report } = await examineEntry(entry, run, baseline, { ...auto, startSuspect })
  const [guilty] = seen
  expect(report.divergence).toMatchObject({
    ...{ kind: 'located', suspect: guilty, first: { tick: 311, site: [2, 1, 0] } },
  })
})

test('a twin is another back end than the suspect, of those that tick such a world', async () => {
  const { run } = await open(SOUP)
  expect(listTwins(run, 'wasm', 10)).toEqual(['reference', 'cpu', 'gpujs'])
  expect(listTwins(run, 'reference', 1e7)).toEqual(['cpu', 'wasm', 'gpujs'])
  const endless = (await open({ ...SOUP, world: {}, initial: [] })).run
  expect(listTwins(endless, 'hashlife', 1e6)).toEqual(['sparse', 'reference'])
  expect(listSuspects(endless, 'auto', 'sparse')).toEqual(['sparse', 'hashlife', 'auto'])
  expect(listSuspects(endless, 'sparse', 'sparse')).toEqual(['sparse'])
  expect(listSuspects(run, 'auto', 'wasm')).toEqual(['wasm'])
})
