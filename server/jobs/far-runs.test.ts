/** Runs that go on in one process and are watched in another, on one PostgreSQL. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { decodeLiveFrame } from '../../engine/protocol/live-frame.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { lookAtRuns, selectSeenRuns } from '../storage/run-view-tables.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { callRuns, OVER, type RunCaller } from '../testing/run-place.ts'
import { FarShow } from './far-show.ts'
import { LiveHub, type RunNews } from './live-hub.ts'

const SOUP = `
version: 1
name: A soup
rule: B3/S23
world: { size: [64, 64] }
seed: 7
initial: [{ soup: { density: 90 } }]
ticks: 100
`
const LONG = { scenario: SOUP, ticks: 1e12, ticks_per_second: 200 }

describe.skipIf(WHY_NO_POSTGRES !== undefined)(`PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () => {
  const folder = createTemporaryFolder()
  const lines: string[] = []
  /** Takes up nothing, as a server beside workers. */
  let server: ServerRecord
  let worker: ServerRecord
  let caller: RunCaller

  beforeAll(async () => {
    const databaseUrl = await (await sharePostgres()).createDatabase()
    const config = { dataFolder: folder.path, databaseUrl, auditMinutes: 1000 }
    const open = (threads: number) =>
      openServerRecord(config, (line) => lines.push(line), {
        ...{ threads, pollMs: 50, leaseMs: 5000, isAuditing: false },
      })
    server = await open(0)
    worker = await open(2)
    caller = callRuns(server)
  })
  afterAll(async () => {
    await Promise.all([server.close(), worker.close()])
    folder.dispose()
    expect(lines).toEqual([])
  })

  function watch(id: string): RunNews[] {
    const heard: RunNews[] = []
    onTestFinished(server.runs.hub.watch(id, (news) => heard.push(news)))
    return heard
  }
  const picturesIn = (heard: readonly RunNews[]) =>
    heard.flatMap((news) => (news.kind === 'frame' ? [decodeLiveFrame(news.frame)] : []))
  const ticksIn = (heard: readonly RunNews[]) =>
    heard.flatMap((news) => (news.kind === 'progress' ? [news.tick] : []))

  test('whoever looks on elsewhere sees how far it is, what was measured, and a picture for each wish; and its end', async () => {
    const { run_id: id } = await caller.call('runs.create', LONG)
    const heard = watch(id)
    const other = watch(id)
    await expect.poll(() => ticksIn(heard).length).toBeGreaterThan(3)
    await expect.poll(() => heard.map(({ kind }) => kind)).toContain('metrics')
    expect(picturesIn(heard)).toEqual([])
    const { hub } = server.runs
    // The numbers that others are told are those of now.
    const { tick } = await caller.call<{ tick: number }>('runs.metrics', { run_id: id })
    expect(tick).toBeGreaterThanOrEqual(ticksIn(heard).at(-1)!)
    expect([hub.wantFrame(id), hub.wantFrame(id)]).toEqual([false, false])
    await expect.poll(() => picturesIn(heard).length).toBe(1)
    const ticks = ticksIn(heard).length
    await expect.poll(() => ticksIn(heard).length).toBeGreaterThan(ticks + 3)
    expect(picturesIn(heard)).toHaveLength(1)
    hub.wantFrame(id)
    await expect.poll(() => picturesIn(heard).length).toBe(2)
    const [first, second] = picturesIn(heard)
    expect(first).toMatchObject({ shape: { x: 64, y: 64, z: 1 }, rule: { canonical: 'B3/S23' } })
    expect(second!.tick).toBeGreaterThan(first!.tick)
    expect(ticksIn(heard)).toEqual(ticksIn(heard).toSorted((a, b) => a - b))
    // Ended by whoever does it, here or where it goes on.
    await callRuns(worker).call('runs.cancel', { run_id: id })
    await expect.poll(() => heard.at(-1)).toEqual({ kind: 'ended', state: 'cancelled' })
    expect(other.at(-1)).toEqual({ kind: 'ended', state: 'cancelled' })
    expect(heard.filter(({ kind }) => kind === 'ended')).toHaveLength(1)
    expect(hub.listFar()).toEqual([])
  })

  test('a run that is completed elsewhere, or is over before it is watched, is told to be so', async () => {
    const { run_id: id } = await caller.call('runs.create', { scenario: SOUP })
    const heard = watch(id)
    await expect.poll(() => heard.at(-1)).toEqual({ kind: 'ended', state: 'completed' })
    const late = watch(id)
    await expect.poll(() => late).toEqual([{ kind: 'ended', state: 'completed' }])
  })

  test('what is ended here stops there, and nothing is shown of what nobody looks at', async () => {
    const { run_id: id } = await caller.call('runs.create', LONG)
    await caller.until(id, ['running'])
    await expect.poll(() => worker.runs.hub.isLive(id)).toBe(true)
    expect((await caller.call('runs.cancel', { run_id: id })).state).toBe('cancelled')
    await expect.poll(() => worker.runs.hub.isLive(id)).toBe(false)
    const [seen] = await selectSeenRuns(server.database, [{ runId: id, pictureNumber: 0 }])
    expect(seen).toMatchObject({ state: 'cancelled', news: undefined, picture: undefined })
  })

  test('many runs end, and each who watches one hears of its end', async () => {
    const created = await Promise.all(
      Array.from({ length: 6 }, () => caller.call('runs.create', { scenario: SOUP, ticks: 5 })),
    )
    const heard = created.map(({ run_id: id }) => watch(id))
    await Promise.all(created.map(({ run_id: id }) => caller.until(id, OVER)))
    await expect
      .poll(() => heard.map((news) => news.at(-1)))
      .toEqual(created.map(() => ({ kind: 'ended', state: 'completed' })))
  })

  test('what nobody looks at any more is taken away, though nothing goes on', async () => {
    const { database } = server
    await lookAtRuns(database, [{ runId: 'gone', isPictureWished: false }])
    await database.query(
      `update run_views set looked_at_until = clock_timestamp() - interval '2 minutes' where run_id = $1`,
      ['gone'],
    )
    const problems: unknown[] = []
    const onProblem = (problem: unknown) => void problems.push(problem)
    const hub = new LiveHub(onProblem)
    const show = new FarShow({
      ...{ database, hub, onProblem, clearMs: 10 },
      now: () => performance.now(),
    })
    hub.begin('here', () => {}).end('completed')
    const left = async () =>
      (await database.query(`select run_id from run_views where run_id = 'gone'`)).length
    await expect.poll(left).toBe(0)
    await show.stop()
    expect(problems).toEqual([])
  })
})
