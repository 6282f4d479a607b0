import { expect, test } from 'vitest'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { Run } from '../scenario/run.ts'
import { Simulation } from '../simulation/simulation.ts'
import { plantFault } from '../testing/planted-fault.ts'
import type { Observation } from './baseline.ts'
import { listTwins } from './choose-twins.ts'
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

async function open(scenario: object): Promise<{ entry: SuiteEntry; run: Run }> {
  const suite = parseSuite(JSON.stringify({ version: 1, name: 'one', entries: [{ scenario }] }))
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

test('a twin is another back end than the suspect, of those that tick such a world', async () => {
  const { run } = await open(SOUP)
  expect(listTwins(run, 'wasm', 10)).toEqual(['reference', 'cpu', 'gpujs'])
  expect(listTwins(run, 'reference', 1e7)).toEqual(['cpu', 'wasm', 'gpujs'])
  const endless = (await open({ ...SOUP, world: {}, initial: [] })).run
  expect(listTwins(endless, 'hashlife', 1e6)).toEqual(['sparse', 'reference'])
})
