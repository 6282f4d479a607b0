/** Runs on a machine that cannot keep up: they wait and are tried again, and only what may be their doing ends them. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { TaskEndedError, TaskTimeError } from '../../engine/node/errors.ts'
import { RunThreads } from '../../engine/node/run-thread.ts'
import type { ScenarioFacts, ScenarioQuestion } from '../../engine/node/scenario-task.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
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

interface Met {
  /** What lies between the worker and the record. */
  readonly record?: (whole: RunRecord) => RunRecord
  readonly points?: FolderPoints
  readonly firstPauseMs?: number
  readonly asked?: object
  readonly threadCount?: number
}

const createPoints = () => new FolderPoints(join(place.config.dataFolder, `points-${seed}`))

/** A run with a worker of its own, which meets these failures. */
async function runOn(failures: readonly Error[], met: Met = {}) {
  const problems: unknown[] = []
  const { record: between = (whole) => whole, points = createPoints(), firstPauseMs = 1 } = met
  const asked = { scenario: SOUP, seed: String(seed++), ...met.asked }
  const { run_id: id } = await caller.call('runs.create', asked)
  desk.failures = [...failures]
  const worker = new RunWorker({
    ...{ database: record.database, desk, threads, hub: record.runs.hub, window: new RunWindow() },
    record: between(new RunRecord({ bus: record.bus, log: record.ledger })),
    ...{ points, memoryMib: 1024 },
    artifacts: record.artifacts,
    scenarios: new FolderScenarios(join(place.config.dataFolder, 'scenarios')),
    ...{
      name: `worker-${seed}`,
      threadCount: met.threadCount ?? 1,
      isAlone: false,
      pollMs: 10,
      firstPauseMs,
    },
    ...{ newId: () => crypto.randomUUID(), now: () => performance.now() },
    onProblem: (problem) => problems.push(problem),
  })
  worker.start()
  onTestFinished(() => worker.stop())
  const run = await caller.until(id, OVER)
  return { run, problems, worker, events: await eventsOf(record, id) }
}

/** A record of which some tell something else than what is so. */
function recordWith(
  publish: (event: RecordEvent, tell: () => Promise<boolean>) => Promise<boolean>,
): (whole: RunRecord) => RunRecord {
  return (whole) => {
    const own = Object.create(whole) as RunRecord
    own.catchUp = () => whole.catchUp()
    own.publishEvent = (event, correlationId) =>
      publish(event, () => whole.publishEvent(event, correlationId))
    return own
  }
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

test('a share is released once, also where nobody knows whether its grant is on record', async () => {
  let isFirst = true
  const { run, events } = await runOn([], {
    record: recordWith(async ({ name }, tell) => {
      const isTold = await tell()
      if (name !== 'allocation.granted' || !isFirst) return isTold
      isFirst = false
      throw new Error('the answer is lost')
    }),
  })
  expect(run.state).toBe('completed')
  const of = (type: string) =>
    events.filter((event) => event.type === type).map(({ data }) => data.allocation_id)
  expect(of('allocation.granted')).toHaveLength(2)
  await expect
    .poll(async () => (await eventsOf(record, run.run_id)).map(({ type }) => type))
    .toEqual([
      ...['ca.run.created', 'ca.run.started', 'allocation.granted', 'allocation.released'],
      ...['ca.run.started', 'allocation.granted', 'artifact.stored', 'ca.run.completed'],
      'allocation.released',
    ])
})

test('an attempt that has lost its lease at its end leaves nothing, and another one does', async () => {
  const names: string[] = []
  const { run } = await runOn([], {
    record: recordWith(async ({ name }, tell) => {
      names.push(name)
      if (name === 'allocation.granted' && names.length === 2) {
        await record.database.query('delete from run_leases')
      }
      return await tell()
    }),
  })
  expect(run).toMatchObject({ state: 'completed', attempt: 2 })
  expect(names.slice(0, names.lastIndexOf('ca.run.started'))).not.toContain('artifact.stored')
})

test('a run whose attempt is on record already waits before the next', async () => {
  const atMs: number[] = []
  const { run } = await runOn([], {
    firstPauseMs: 60,
    record: recordWith(async ({ name }, tell) => {
      if (name === 'ca.run.started') atMs.push(performance.now())
      return name === 'ca.run.started' && atMs.length < 4 ? false : await tell()
    }),
  })
  expect(run.state).toBe('completed')
  for (const [i, ms] of atMs.slice(1).entries()) expect(ms - atMs[i]!).toBeGreaterThan(50)
})

test('moments of runs that are over are removed, whatever else lies in their folder', async () => {
  const folder = join(place.config.dataFolder, 'strange-points')
  mkdirSync(join(folder, 'folder.point'), { recursive: true })
  for (const name of ['%zz.point', 'notes.txt']) writeFileSync(join(folder, name), '')
  const points = new FolderPoints(folder)
  await points.put('run-unknown', '', new Uint8Array(9))
  const { run } = await runOn([], { points })
  expect(run.state).toBe('completed')
  await expect
    .poll(() => readdirSync(folder).toSorted())
    .toEqual(['%zz.point', 'folder.point', 'notes.txt'])
  // A run is over on record before its worker gives the lease back.
  await expect
    .poll(async () => {
      const leases = 'select run_id from run_leases where run_id = $1'
      return await record.database.query(leases, [run.run_id])
    })
    .toEqual([])
  // As a worker leaves them that is killed with a run that another process ends.
  await points.put(run.run_id, '', new Uint8Array(9))
  await record.database.query(
    `insert into run_leases (run_id, worker, expires_at, allocation_id, lost)
     values ($1, 'worker-gone', '-infinity', '', 0)`,
    [run.run_id],
  )
  await expect.poll(() => points.get(run.run_id)).toBeUndefined()
})

test('a moment is kept whatever is swept meanwhile, and what a kill has left of one is removed', async () => {
  const folder = join(place.config.dataFolder, 'swept-points')
  const points = new FolderPoints(folder)
  mkdirSync(folder)
  writeFileSync(join(folder, 'killed.point.new'), '')
  let isPut = false
  const sweeping = (async () => {
    while (!isPut) await points.sweep(async () => false)
  })()
  for (let i = 0; i < 200; i++) await points.put('run-1', '', new Uint8Array(9))
  isPut = true
  await sweeping
  expect(readdirSync(folder)).toEqual(['run-1.point'])
})

test('a moment that cannot be kept leaves nothing behind', async () => {
  const folder = join(place.config.dataFolder, 'full-points')
  mkdirSync(join(folder, 'run-1.point', 'inner'), { recursive: true })
  await expect(new FolderPoints(folder).put('run-1', '', new Uint8Array(9))).rejects.toThrow()
  expect(readdirSync(folder)).toEqual(['run-1.point'])
})

test('a worker does not lose a run to itself whose lease it could not keep in time', async () => {
  const { run } = await runOn([], {
    ...{ threadCount: 2, asked: { ticks: 40, ticks_per_second: 100 } },
    record: recordWith(async ({ name }, tell) => {
      const isTold = await tell()
      // As it is after a while without the database.
      const runOut = "update run_leases set expires_at = '-infinity'"
      if (name === 'allocation.granted') await record.database.query(runOut)
      return isTold
    }),
  })
  expect(run).toMatchObject({ state: 'completed', attempt: 1 })
})
