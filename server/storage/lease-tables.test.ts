import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeOnDatabases, openNext, type TestDatabases } from '../testing/databases.ts'
import type { Database } from './database.ts'
import {
  claimRun,
  dropLease,
  expireLeases,
  forgetLosses,
  keepLease,
  returnLease,
  selectLease,
  selectStrayLeases,
} from './lease-tables.ts'
import { putRuns, type RunRow, selectRun } from './run-tables.ts'

const ROW: RunRow = {
  ...{ run_id: '', seq: 0, state: 'queued', created_by: 'a', title: '', scenario_sha256: '' },
  ...{ rule: 'B3/S23', seed: '1', backend: 'auto', ticks: '1', ticks_done: '0', threads: 1 },
  ...{ ticks_per_second: undefined, time_limit_seconds: undefined, attempt: 0 },
  ...{ memory_mib: undefined, wanted_outputs: undefined, retention_days: undefined },
  ...{ worker: undefined, state_hash: undefined, state_sha256: undefined, metrics: '[]' },
  ...{ error_code: undefined, error_message: undefined, reason: undefined, created_at_ms: 1 },
  ...{ started_at_ms: undefined, ended_at_ms: undefined, duration_ms: undefined, inputs: '[]' },
  ...{ outputs: '[]', event_id: 'e', correlation_id: 'c', traceparent: undefined },
  refused_moves: 0,
}

const LONG_MS = 60_000

/** What a run has that nobody had before. */
const FRESH = { lost: 0, previous: undefined, problem: undefined, backend: undefined }

describeOnDatabases('leases of runs', (_kind, createDatabases) => {
  let databases: TestDatabases
  let database: Database
  let seq = 0
  beforeAll(async () => {
    databases = await createDatabases()
    database = await openNext(databases)
  })
  afterAll(async () => {
    await database.close()
    await databases.dispose()
  })

  const put = async (state: string, runId = `run-${seq}`, memoryMib?: number) => {
    const known = await selectRun(database, runId)
    const fresh = { ...ROW, run_id: runId, seq: seq++, memory_mib: memoryMib }
    const row = { ...(known ?? fresh), state }
    await database.transaction((transaction) => putRuns(transaction, [row]))
    return runId
  }
  const claim = (worker: string, allocationId: string, leaseMs = LONG_MS, freeMib = 64) =>
    claimRun(database, { worker, allocationId, leaseMs, freeMib, mostMib: 64 })
  const keep = (runId: string, worker: string, allocationId: string) =>
    keepLease(database, {
      ...{ runId, worker, allocationId, leaseMs: LONG_MS, tick: 7, samples: '[]', backend: 'wasm' },
    })
  const end = async (runId: string, allocationId: string) => {
    await put('completed', runId)
    await dropLease(database, { runId, allocationId })
  }

  test('each run is given to one worker, the oldest first, however many ask at once', async () => {
    const runs = [await put('queued'), await put('running'), await put('queued')]
    await put('completed')
    const claims: (string | undefined)[] = []
    for (let i = 0; i < 4 && claims.filter((it) => it !== undefined).length < 3; i++) {
      const asked = Array.from({ length: 6 }, (_, j) => claim(`worker-${j}`, `share-${i}-${j}`))
      for (const given of await Promise.all(asked)) claims.push(given?.run_id)
    }
    const given = claims.filter((it) => it !== undefined)
    expect(given.toSorted()).toEqual(runs)
    expect(await claim('late', 'late')).toBeUndefined()
    await expireLeases(database)
    for (const runId of runs) await put('completed', runId)
    for (const stray of await selectStrayLeases(database)) {
      await dropLease(database, { runId: stray.run_id, allocationId: stray.allocation_id })
    }
    expect(await selectStrayLeases(database)).toEqual([])
  })

  test('a lease that is kept is nobody else’s, and one that ran out is', async () => {
    const runId = await put('queued')
    expect(await claim('one', 'share-1', 1)).toEqual({ ...FRESH, run_id: runId })
    // A millisecond is over by now: who keeps it before another has taken it has it again.
    expect(await keep(runId, 'one', 'share-1')).toBe('queued')
    expect(await selectLease(database, runId)).toEqual({ worker: 'one', tick: 7, samples: '[]' })
    expect(await claim('two', 'share-2')).toBeUndefined()
    await expireLeases(database)
    expect(await selectLease(database, runId)).toBeUndefined()
    const taken = { ...FRESH, run_id: runId, lost: 1, previous: 'share-1', backend: 'wasm' }
    expect(await claim('two', 'share-2')).toEqual(taken)
    expect(await keep(runId, 'one', 'share-1')).toBeUndefined()
    await dropLease(database, { runId, allocationId: 'share-1' })
    expect(await keep(runId, 'two', 'share-2')).toBe('queued')
    await end(runId, 'share-2')
  })

  test('a lease that ran out while the database was away has lost no worker', async () => {
    const runId = await put('running')
    const setExpiry = (since: string) =>
      database.query(
        `update run_leases set expires_at = pg_postmaster_start_time() + interval '${since}'`,
      )
    await claim('one', 'share-20', 1)
    await setExpiry('-1 minute')
    expect(await claim('two', 'share-21', 1)).toMatchObject({ lost: 0, previous: 'share-20' })
    // A millisecond was enough to keep it.
    await setExpiry('2 milliseconds')
    expect(await claim('three', 'share-22', 1)).toMatchObject({ lost: 1, previous: 'share-21' })
    await expireLeases(database)
    expect(await claim('four', 'share-23')).toMatchObject({ lost: 2, previous: 'share-22' })
    await end(runId, 'share-23')
  })

  test('what a run has lost is forgotten by whoever has it and gets further', async () => {
    const runId = await put('running')
    await claim('one', 'share-24')
    await expireLeases(database)
    expect(await claim('two', 'share-25')).toMatchObject({ lost: 1 })
    await forgetLosses(database, { runId, allocationId: 'share-24' })
    await expireLeases(database)
    expect(await claim('three', 'share-26')).toMatchObject({ lost: 2 })
    await forgetLosses(database, { runId, allocationId: 'share-26' })
    await expireLeases(database)
    expect(await claim('four', 'share-27')).toMatchObject({ lost: 1 })
    await end(runId, 'share-27')
  })

  test('a run that is given back has not lost its worker', async () => {
    const runId = await put('running')
    await claim('one', 'share-3')
    await returnLease(database, { runId, allocationId: 'share-3' })
    expect(await claim('two', 'share-4')).toEqual({ ...FRESH, run_id: runId })
    await end(runId, 'share-4')
  })

  test('a run that waits after a loss is nobody’s until then, and tells the next one what there was', async () => {
    const runId = await put('running')
    await claim('one', 'share-6')
    const pause = { pauseMs: LONG_MS, isCounted: true, problem: 'it was slow', owed: 'share-6' }
    await returnLease(database, { runId, allocationId: 'share-6' }, pause)
    expect(await claim('two', 'share-7')).toBeUndefined()
    await expireLeases(database)
    const known = { run_id: runId, lost: 1, previous: 'share-6', problem: 'it was slow' }
    expect(await claim('two', 'share-7')).toEqual({ ...FRESH, ...known })
    const uncounted = { pauseMs: 0, isCounted: false }
    await returnLease(database, { runId, allocationId: 'share-7' }, uncounted)
    expect(await claim('two', 'share-8')).toEqual({ ...FRESH, ...known, previous: undefined })
    await returnLease(database, { runId, allocationId: 'share-8' }, { ...pause, pauseMs: 0 })
    await put('cancelled', runId)
    expect(await selectStrayLeases(database)).toEqual([
      { run_id: runId, allocation_id: '', share: 'share-6' },
    ])
    await dropLease(database, { runId, allocationId: '' })
  })

  test('a run that needs much waits for room and is not passed by others, one that needs too much is', async () => {
    const large = await put('queued', undefined, 60)
    const small = await put('queued', undefined, 10)
    expect(await claim('one', 'share-9', LONG_MS, 30)).toBeUndefined()
    expect((await claim('one', 'share-9'))?.run_id).toBe(large)
    expect((await claim('one', 'share-10', LONG_MS, 30))?.run_id).toBe(small)
    await end(large, 'share-9')
    await end(small, 'share-10')
    const huge = await put('queued', undefined, 65)
    const next = await put('queued', undefined, 1)
    expect((await claim('one', 'share-11'))?.run_id).toBe(next)
    await end(next, 'share-11')
    await put('cancelled', huge)
  })

  test('whoever keeps a lease hears how the run stands, and a stray lease is found', async () => {
    const runId = await put('running')
    await claim('one', 'share-5')
    await put('cancelled', runId)
    expect(await keep(runId, 'one', 'share-5')).toBe('cancelled')
    expect(await selectStrayLeases(database)).toEqual([])
    await expireLeases(database)
    expect(await selectStrayLeases(database)).toEqual([
      { run_id: runId, allocation_id: 'share-5', share: 'share-5' },
    ])
  })
})
