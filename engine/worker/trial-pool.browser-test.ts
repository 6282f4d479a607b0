/** Threads of trials in a page: what ends one is the end of its task alone. */
import { expect, onTestFinished, test } from 'vitest'
import { TrialPool } from './trial-pool.ts'
import type { TrialSetup } from './trial-thread.ts'

const DOCUMENT = {
  ...{ version: 1, name: 'Pond', world: { size: [32, 32] }, rule: 'B3/S23' },
  initial: [{ soup: { density: 90 } }],
}

const setupOf = (timeLimitSeconds: number): TrialSetup => ({
  kind: 'automaton',
  setup: {
    document: DOCUMENT,
    settings: { ticks: undefined, probes: undefined, metrics: ['alive'], repeat: 1 },
  },
  files: {},
  timeLimitSeconds,
})

const SHORT = { values: { ticks: 5 }, seed: '1' }
/** Hours. */
const ENDLESS = { values: { ticks: 2_000_000_000 }, seed: '1' }

/** Rows without what is measured by a clock. */
const withoutClock = (rows: unknown) =>
  JSON.stringify(rows, (key, value) => (/^seconds|^ticks-per/.test(key) ? undefined : value))

function openPool(timeLimitSeconds: number, threads = 1) {
  const started: Worker[] = []
  const pool = new TrialPool(setupOf(timeLimitSeconds), threads, () => {
    const worker = new Worker(new URL('./search.worker.ts', import.meta.url), {
      type: 'module',
      name: 'trials',
    })
    started.push(worker)
    return worker
  })
  onTestFinished(() => pool.close())
  return { pool, started, signal: new AbortController().signal }
}

test('equal tasks come to equal rows on one thread after another, and in two threads at once', async () => {
  const { pool, started, signal } = openPool(60, 2)
  const [first, ...others] = await Promise.all(
    Array.from({ length: 6 }, () => pool.run(SHORT, signal)),
  )
  expect(first).toMatchObject([{ population: expect.any(Number) }])
  for (const each of others) expect(withoutClock(each)).toBe(withoutClock(first))
  expect(started).toHaveLength(2)
  expect(pool.threads).toBe(2)
})

test('what has a name fails its task with its code, and the thread goes on', async () => {
  const { pool, started, signal } = openPool(60)
  const odd = { values: { rule: 'nonsense', ticks: 5 }, seed: '1' }
  await expect(pool.run(odd, signal)).rejects.toMatchObject({
    name: 'TrialFailedError',
    details: { code: 'scenario/invalid' },
  })
  await pool.run(SHORT, signal)
  expect(started).toHaveLength(1)
})

test('a task that is aborted, or takes too long, ends with its thread, and the next has another', async () => {
  const { pool, started, signal } = openPool(0.5)
  const stop = new AbortController()
  const running = pool.run(ENDLESS, stop.signal)
  setTimeout(() => stop.abort(new Error('enough')), 100)
  await expect(running).rejects.toThrow('enough')
  await expect(pool.run(ENDLESS, signal)).rejects.toMatchObject({ code: 'worker/trial-time' })
  await pool.run(SHORT, signal)
  expect(started).toHaveLength(3)
  expect(pool.threads).toBe(1)
})

test('a pool that is closed refuses what runs and what waits', async () => {
  const { pool, signal } = openPool(60)
  const tasks = [pool.run(ENDLESS, signal), pool.run(SHORT, signal)]
  const refused = Promise.allSettled(tasks)
  await new Promise((resolve) => setTimeout(resolve, 50))
  pool.close()
  for (const each of await refused) {
    expect(each).toMatchObject({ status: 'rejected', reason: { code: 'worker/trial-ended' } })
  }
})
