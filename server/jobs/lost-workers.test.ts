/** Runs whose processes are killed, which others finish, once. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { WHY_NO_POSTGRES } from '../testing/postgres.ts'
import {
  callRuns,
  createRunDatabase,
  createRunFolder,
  eventsOf,
  OVER,
  type RunPlace,
} from '../testing/run-place.ts'
import type { RunProcessNews, RunProcessOrder } from '../testing/run-process.ts'

const ENTRY = join(import.meta.dirname, '../testing/run-process.ts')

/** On a busy machine a process may be silent for seconds. */
const LEASE_MS = 60_000
/** Of one that is killed: its runs go on elsewhere after so long. */
const SHORT_LEASE_MS = 1000

/** Slow enough for a process to be killed on the way: it takes two seconds. */
const RUN = {
  scenario: `
version: 1
name: Lost and found
rule: B3/S23
world: { size: [64, 64] }
seed: 7
initial: [{ soup: { density: 90 } }]
ticks: 120
`,
  ticks_per_second: 60,
  backend: 'cpu',
  outputs: ['report', 'replay', 'state'],
}

/** From where a run goes on in a process, once it does. */
function firstTickOf({ runs }: ServerRecord, runId: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  runs.hub.watch(runId, (news) => {
    if (news.kind === 'progress') resolve(news.tick)
  })
  return promise
}

const countPoints = async ({ database }: ServerRecord) =>
  (await database.query('select 1 from run_points')).length

/** Opens a place, here or in another process, until the test is over. */
async function openPlace(createPlace: () => Promise<RunPlace>) {
  const { config, dispose } = await createPlace()
  onTestFinished(dispose)
  const lines: string[] = []
  return {
    ...{ lines, dataFolder: config.dataFolder },
    async open(options: { readonly threads?: number } = {}) {
      const record = await openServerRecord(config, (line) => lines.push(line), {
        ...{ threads: 2, pollMs: 50, leaseMs: LEASE_MS, pointMs: 100 },
        ...options,
      })
      onTestFinished(() => record.close())
      return record
    },
    async start(
      leaseMs = SHORT_LEASE_MS,
      watched: readonly string[] = [],
    ): Promise<{ child: ChildProcess; worker: string; areRunning: Promise<void> }> {
      const order: RunProcessOrder = { config, leaseMs, watched }
      const child = fork(ENTRY, [JSON.stringify(order)])
      onTestFinished(() => void child.kill('SIGKILL'))
      const [opened, running] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()]
      const waiting = new Set(watched)
      child.on('message', (news: RunProcessNews) => {
        if (news.kind === 'open') opened.resolve(news.worker)
        else if (news.tick > 0 && waiting.delete(news.runId) && waiting.size === 0) {
          running.resolve()
        }
      })
      return { child, worker: await opened.promise, areRunning: running.promise }
    },
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

test('a server that is killed goes on with its runs at its next start, and each ends once', async () => {
  const { open, start, lines, dataFolder } = await openPlace(createRunFolder)
  // It takes up nothing itself.
  const first = await open({ threads: 0 })
  const asked = callRuns(first)
  const ids = [await asked.call('runs.create', RUN), await asked.call('runs.create', RUN)].map(
    ({ run_id: id }) => id,
  )
  await first.close()
  const { child, worker, areRunning } = await start(LEASE_MS, ids)
  await areRunning
  const points = join(dataFolder, 'run-points')
  await expect
    .poll(() => readdirSync(points).filter((name) => name.endsWith('.point')).length)
    .toBe(2)
  await kill(child)
  const record = await open()
  const ticks = await Promise.all(ids.map((id) => firstTickOf(record, id)))
  expect(Math.min(...ticks)).toBeGreaterThan(0)
  const caller = callRuns(record)
  for (const id of ids) {
    const run = await caller.until(id, OVER)
    expect(run).toMatchObject({ state: 'completed', worker: record.runs.worker })
    const events = await eventsOf(record, id)
    const kinds = Map.groupBy(events, ({ type }) => type)
    expect(kinds.get('ca.run.completed')).toHaveLength(1)
    const workers = kinds.get('ca.run.started')!.map(({ data }) => data.worker)
    expect(workers[0]).toBe(worker)
    expect(kinds.get('ca.run.started')!.map(({ data }) => data.attempt)).toEqual(
      workers.map((_, attempt) => attempt + 1),
    )
    await expectReleased(record, id)
  }
  await expect.poll(() => readdirSync(points)).toEqual([])
  // What they leave is what a run leaves that nobody has stopped.
  const quick = { ...RUN, ticks_per_second: 1e5 }
  const { run_id: whole } = await caller.call('runs.create', quick)
  const { outputs } = await caller.until(whole, OVER)
  expect(outputs).toHaveLength(3)
  for (const id of ids) expect((await caller.until(id, OVER)).outputs).toEqual(outputs)
  expect(lines).toEqual([])
}, 120_000)

describe.skipIf(WHY_NO_POSTGRES !== undefined)(`PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () => {
  test('processes share runs, each is done once, by whom it is, cancelled from anywhere, and finished by another where its process is killed', async () => {
    const { open, start, lines } = await openPlace(createRunDatabase)
    const { child, worker } = await start()
    // It takes up nothing itself.
    const record = await open({ threads: 0 })
    const caller = callRuns(record)
    const typesOf = async (id: string) => (await eventsOf(record, id)).map(({ type }) => type)
    const countOf = async (id: string, wanted: string) =>
      (await typesOf(id)).filter((type) => type === wanted).length

    const { run_id: endless } = await caller.call('runs.create', { ...RUN, ticks: 1e9 })
    await caller.until(endless, ['running'])
    expect(await caller.call('runs.cancel', { run_id: endless })).toMatchObject({
      ...{ state: 'cancelled', worker },
    })
    await expectReleased(record, endless)

    const { run_id: id } = await caller.call('runs.create', RUN)
    expect(await caller.until(id, ['running'])).toMatchObject({ worker, attempt: 1 })
    await expect.poll(() => countPoints(record)).toBe(1)
    await kill(child)
    const other = await open()
    const first = firstTickOf(other, id)
    expect(await first).toBeGreaterThan(0)
    const run = await caller.until(id, OVER)
    expect(run).toMatchObject({ state: 'completed', worker: other.runs.worker })
    expect(run.attempt).toBeGreaterThan(1)
    const { run_id: again } = await caller.call('runs.create', { ...RUN, ticks_per_second: 1e5 })
    const { state_sha256: state, outputs } = await caller.until(again, OVER)
    expect(run).toMatchObject({ state_sha256: state, outputs })
    await expect.poll(() => countPoints(record)).toBe(0)
    await expectReleased(record, id)
    expect(await countOf(id, 'ca.run.completed')).toBe(1)

    await open({ threads: 1 })
    const quick = { ...RUN, ticks_per_second: 1e5 }
    const created = await Promise.all(
      Array.from({ length: 5 }, () => caller.call('runs.create', quick)),
    )
    const done = await Promise.all(created.map(({ run_id }) => caller.until(run_id, OVER)))
    expect(new Set(done.map(({ state, attempt }) => `${state} ${attempt}`))).toEqual(
      new Set(['completed 1']),
    )
    expect(new Set(done.map(({ state_sha256: state }) => state))).toEqual(
      new Set([run.state_sha256]),
    )
    for (const { run_id } of done) {
      // This process may be behind the ledger that it shares.
      await expectReleased(record, run_id)
      expect(await countOf(run_id, 'ca.run.started')).toBe(1)
    }
    expect(lines).toEqual([])
  }, 120_000)
})

/** Each share of a machine that was granted is released, once. */
async function expectReleased(
  record: Awaited<ReturnType<Awaited<ReturnType<typeof openPlace>>['open']>>,
  id: string,
): Promise<void> {
  const shares = async () => {
    const events = await eventsOf(record, id)
    const of = (name: string) =>
      events.filter(({ type }) => type === name).map(({ data }) => data.allocation_id)
    return [of('allocation.granted').toSorted(), of('allocation.released').toSorted()]
  }
  await expect
    .poll(async () => {
      const [granted, released] = await shares()
      return granted!.join() === released!.join() && granted!.length > 0
    })
    .toBe(true)
}
