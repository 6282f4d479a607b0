import { expect, test } from 'vitest'
import { type BusProblem, EventBus } from '../telemetry/event-bus.ts'
import type { MeasureEvent } from '../telemetry/published-event.ts'
import { emptyBaseline } from './baseline.ts'
import { ThreadEndedError, TimeLimitError } from './errors.ts'
import { blankReport } from './examine-entry.ts'
import { parseSuite } from './parse-suite.ts'
import { type ExecuteEntry, runSuite, streamSuite } from './run-suite.ts'

const suite = parseSuite(
  JSON.stringify({
    version: 1,
    name: 'some',
    entries: ['a', 'b', 'c', 'd'].map((name) => ({ name, scenario: `${name}.yaml` })),
  }),
)

/** Is done after so many turns of the event loop, each name its own. */
const TURNS: Readonly<Record<string, number>> = { a: 90, b: 1, c: 5, d: 2 }

const execute: ExecuteEntry = async (entry) => {
  for (let i = 0; i < TURNS[entry.name]!; i++) await new Promise(setImmediate)
  return { ...blankReport(entry), outcome: 'passed' }
}

const common = {
  execute,
  baseline: emptyBaseline('some'),
  jobs: 2,
  now: () => 0,
  engine: 'test',
}

test('results come as they are done, the report in the order of the suite', async () => {
  const streamed: string[] = []
  for await (const { report } of streamSuite(suite, common)) streamed.push(report.name)
  expect(streamed).toEqual(['b', 'c', 'd', 'a'])
  const report = await runSuite(suite, common)
  expect(report.scenarios.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  expect(report).toMatchObject({ passed: true, exitCode: 0 })
})

test('no more than so many are executed at a time', async () => {
  let [running, most] = [0, 0]
  const counting: ExecuteEntry = async (...given) => {
    most = Math.max(most, ++running)
    const report = await execute(...given)
    running--
    return report
  }
  await runSuite(suite, { ...common, execute: counting, jobs: 3 })
  expect(most).toBe(3)
})

test('what an executor throws is the failure of its entry', async () => {
  const failing: ExecuteEntry = async (entry, ...rest) => {
    if (entry.name === 'b') throw new TimeLimitError({ limitSeconds: 1, tick: 4 })
    if (entry.name === 'c') throw new ThreadEndedError({ reason: 'it exited with 9' })
    return execute(entry, ...rest)
  }
  const report = await runSuite(suite, { ...common, execute: failing })
  expect(report.scenarios.map(({ outcome }) => outcome)).toEqual([
    'passed',
    'timeout',
    'crashed',
    'passed',
  ])
  expect(report).toMatchObject({ passed: false, exitCode: 1, counts: { passed: 2, failed: 2 } })
})

test('a filter chooses names, and one that chooses none is refused', async () => {
  const report = await runSuite(suite, { ...common, filter: '[' }).catch((error: unknown) => error)
  expect(report).toMatchObject({ code: 'qa/filter' })
  const found = await runSuite(suite, { ...common, filter: '?' })
  expect(found.counts.scenarios).toBe(4)
})

test('an abort ends the run with its reason, and no entry is begun after it', async () => {
  const controller = new AbortController()
  const begun: string[] = []
  const aborting: ExecuteEntry = async (entry, ...rest) => {
    begun.push(entry.name)
    if (entry.name === 'b') controller.abort(new Error('enough'))
    return execute(entry, ...rest)
  }
  const options = { ...common, execute: aborting, signal: controller.signal }
  await expect(runSuite(suite, options)).rejects.toThrow('enough')
  expect(begun).toEqual(['a', 'b'])
})

test('each scenario is told of once, with its duration and the mean of its entropies, and then the suite', async () => {
  const events: MeasureEvent[] = []
  const probe = { tick: 0, population: 1, cellsHash: null, stateHash: null }
  const measured: ExecuteEntry = async (entry) => ({
    ...blankReport(entry),
    outcome: 'passed',
    backend: 'wasm',
    durationMs: 12,
    probes: [0.25, 0.75].map((entropy) => ({ ...probe, metrics: { entropy } })),
    summary: { 'convergence.tick': 7 },
  })
  const publisher = { publishEvent: (event: MeasureEvent) => void events.push(event) }
  await runSuite(suite, { ...common, execute: measured, publisher })
  expect(events.map(({ metadata }) => metadata.scenario)).toEqual(['a', 'b', 'c', 'd', undefined])
  expect(events[0]).toEqual({
    kind: 'measure',
    name: 'ca.qa.scenario.completed',
    measurements: { duration_ms: 12, entropy_mean: 0.5, convergence_steps: 7 },
    metadata: { suite: 'some', scenario: 'a', backend: 'wasm', outcome: 'passed' },
  })
  expect(events.at(-1)).toEqual({
    kind: 'measure',
    name: 'ca.qa.suite.completed',
    measurements: { duration_ms: 0, scenarios: 4, passed: 4, failed: 0 },
    metadata: { suite: 'some', backend: 'auto', outcome: 'passed' },
  })
  expect(events.every(Object.isFrozen)).toBe(true)
})

test('what the suite tells is what the event bus takes, whatever came of a scenario', async () => {
  const problems: BusProblem[] = []
  const bus = new EventBus({ onProblem: (problem) => problems.push(problem) })
  const outcomes: string[] = []
  bus.subscribe('ca.qa.scenario.completed', ({ metadata }) => void outcomes.push(metadata.outcome))
  const mixed: ExecuteEntry = async (entry, ...rest) => {
    if (entry.name === 'b') throw new TimeLimitError({ limitSeconds: 1, tick: 4 })
    if (entry.name === 'c') throw new ThreadEndedError({ reason: 'it exited with 9' })
    if (entry.name === 'd') return blankReport(entry)
    return execute(entry, ...rest)
  }
  await runSuite(suite, { ...common, execute: mixed, publisher: bus })
  expect(problems).toEqual([])
  expect(outcomes.toSorted()).toEqual(['crashed', 'invalid', 'passed', 'timeout'])
})

test('a baseline of what the suite no longer has is a problem of the suite', async () => {
  const observation = {
    ...{ identity: {}, packs: {}, ticks: 0, digest: 'marks' as const },
    ...{ probes: [], marks: [], summary: {} },
  }
  const baseline = { ...emptyBaseline('some'), scenarios: { gone: observation } }
  const report = await runSuite(suite, { ...common, baseline })
  expect(report).toMatchObject({ passed: false, exitCode: 1 })
  expect(report.problems).toEqual(['The baseline holds gone, which the suite has no longer.'])
})
