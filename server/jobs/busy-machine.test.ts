/** Runs on a machine that cannot keep up: they wait and are tried again, and only what may be their doing ends them. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { TaskEndedError, TaskTimeError } from '../../engine/node/errors.ts'
import { RunThreads } from '../../engine/node/run-thread.ts'
import type { ScenarioFacts, ScenarioQuestion } from '../../engine/node/scenario-task.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import {
  callRuns,
  createRunFolder,
  eventsOf,
  OVER,
  type RunCaller,
  type RunPlace,
} from '../testing/run-place.ts'
import { ScenarioDeskBusyError } from './errors.ts'
import { FolderPoints } from './run-points.ts'
import { RunRecord } from './run-record.ts'
import { RunWindow } from './run-window.ts'
import { RunWorker } from './run-worker.ts'
import { ScenarioDesk } from './scenario-desk.ts'
import { FolderScenarios } from './scenario-store.ts'

const SOUP = `
version: 1
name: A soup
rule: B3/S23
world: { size: [8, 8] }
initial: [{ soup: { density: 90 } }]
ticks: 4
`

/** A desk on a machine that fails so often before it reads anything. */
class FailingDesk extends ScenarioDesk {
  failures: Error[] = []

  override async describeAccepted(question: ScenarioQuestion): Promise<ScenarioFacts> {
    const failure = this.failures.shift()
    if (failure !== undefined) throw failure
    return await super.describeAccepted(question)
  }
}

let place: RunPlace
let record: ServerRecord
let caller: RunCaller
let seed = 0
const desk = new FailingDesk()
const threads = new RunThreads()
beforeAll(async () => {
  place = await createRunFolder()
  record = await openServerRecord(place.config, () => {}, { threads: 0 })
  caller = callRuns(record)
})
afterAll(async () => {
  await desk.close()
  await threads.close()
  await record.close()
  await place.dispose()
})

/** A run with a worker of its own, which meets these failures. */
async function runOn(failures: readonly Error[]) {
  const problems: unknown[] = []
  const asked = { scenario: SOUP, seed: String(seed++) }
  const { run_id: id } = await caller.call('runs.create', asked)
  desk.failures = [...failures]
  const worker = new RunWorker({
    ...{ database: record.database, desk, threads, hub: record.runs.hub, window: new RunWindow() },
    record: new RunRecord({ bus: record.bus, log: record.ledger }),
    ...{ points: new FolderPoints(join(place.config.dataFolder, 'points')), memoryMib: 1024 },
    artifacts: record.artifacts,
    scenarios: new FolderScenarios(join(place.config.dataFolder, 'scenarios')),
    ...{ name: `worker-${seed}`, threadCount: 1, isAlone: false, pollMs: 10, firstPauseMs: 1 },
    ...{ newId: () => crypto.randomUUID(), now: () => performance.now() },
    onProblem: (problem) => problems.push(problem),
  })
  worker.start()
  onTestFinished(() => worker.stop())
  const run = await caller.until(id, OVER)
  return { run, problems, events: await eventsOf(record, id) }
}

const slow = () => new TaskTimeError({ limitSeconds: 10 })

test('a run whose scenario took too long to be read once is tried again and completes', async () => {
  const { run, problems } = await runOn([slow(), new TaskEndedError({ reason: 'it was shot' })])
  expect(run).toMatchObject({ state: 'completed', ticks_done: '4' })
  expect(problems.map((problem) => (problem as Error).name)).toEqual([
    ...['TaskTimeError', 'TaskEndedError'],
  ])
})

test('a run that loses five workers ends as lost, and says what was last', async () => {
  const { run, events } = await runOn(Array.from({ length: 5 }, slow))
  expect(run).toMatchObject({
    state: 'failed',
    error: {
      code: 'jobs/lost',
      message: 'Its worker was lost 5 times. At last: It took longer than the 10 s that it has.',
    },
  })
  expect(events.filter(({ type }) => type === 'ca.run.failed')).toHaveLength(1)
  const alerts = events.filter(({ type }) => type === 'thunderbolt.alert.raised')
  expect(alerts.map(({ data }) => [data.rule, data.severity])).toEqual([['run.lost', 'critical']])
})

test('a run waits for a desk that is busy, or a disk that fails, however often that is', async () => {
  const busy = Array.from({ length: 4 }, () => new ScenarioDeskBusyError({ waiting: 64 }))
  const disk = Array.from({ length: 4 }, () => Object.assign(new Error('no'), { code: 'EIO' }))
  const { run, problems } = await runOn([...busy, ...disk])
  expect(run).toMatchObject({ state: 'completed', attempt: 1 })
  expect(problems).toHaveLength(8)
})
