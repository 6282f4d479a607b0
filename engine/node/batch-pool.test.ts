import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BatchPool, MAX_BATCH_TASKS } from './batch-pool.ts'
import { TaskEndedError, TaskFailedError, TaskTimeError } from './errors.ts'
import { type BatchResult, workOnBatch } from './work-on-batch.ts'

/** Threads of this one, for tasks that take so long by a clock of their own and come to twice themselves. */
function stageOf(msPerTask: number, endsOn?: (task: number) => Error | undefined) {
  const batches: (readonly number[])[] = []
  let ms = 0
  const threads = {
    async run(tasks: readonly number[]): Promise<BatchResult<number>> {
      batches.push(tasks)
      const work = async (task: number) => {
        await Promise.resolve()
        ms += msPerTask
        const error = endsOn?.(task)
        if (error !== undefined) throw error
        return 2 * task
      }
      return workOnBatch(tasks, work, () => ms)
    },
    async close() {},
  }
  return { batches, threads }
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

test('every task comes to its own value, whatever the batches', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.nat(100),
      fc.double({ min: 0, max: 150, noNaN: true }),
      async (threads, count, msPerTask) => {
        const stage = stageOf(msPerTask)
        const pool = new BatchPool(stage.threads, threads)
        const found = await Promise.all(range(count).map((task) => pool.run(task)))
        expect(found).toEqual(range(count).map((task) => 2 * task))
        expect(stage.batches.flat().toSorted((a, b) => a - b)).toEqual(range(count))
      },
    ),
  )
})

test('short tasks are handed over many at a time, and long ones one by one', async () => {
  const sizesOf = async (msPerTask: number) => {
    const stage = stageOf(msPerTask)
    const pool = new BatchPool(stage.threads, 1)
    await Promise.all(range(80).map((task) => pool.run(task)))
    return stage.batches.map(({ length }) => length)
  }
  expect((await sizesOf(1)).slice(0, 4)).toEqual([1, MAX_BATCH_TASKS, MAX_BATCH_TASKS, 16])
  expect((await sizesOf(30)).slice(0, 3)).toEqual([1, 3, 3])
  expect(new Set(await sizesOf(60))).toEqual(new Set([1]))
})

test('a task that fails by name fails alone', async () => {
  const stage = stageOf(1, (task) =>
    task === 7 ? new TaskFailedError({ code: 'a/b', message: 'not seven' }) : undefined,
  )
  const pool = new BatchPool(stage.threads, 2)
  const found = await Promise.allSettled(range(20).map((task) => pool.run(task)))
  expect(found.flatMap((each, i) => (each.status === 'rejected' ? [i] : []))).toEqual([7])
  expect(found[7]).toMatchObject({ reason: { message: 'not seven' } })
})

test.each([
  new TaskTimeError({ limitSeconds: 3 }),
  new TaskEndedError({ reason: 'it exited with 9' }),
])('what ends a thread is the end of one task: $message', async (error) => {
  const stage = stageOf(1)
  const threads = {
    ...stage.threads,
    async run(tasks: readonly number[]) {
      if (tasks.includes(7)) throw error
      return stage.threads.run(tasks)
    },
  }
  const pool = new BatchPool(threads, 2)
  const found = await Promise.allSettled(range(40).map((task) => pool.run(task)))
  expect(found.flatMap((each, i) => (each.status === 'rejected' ? [i] : []))).toEqual([7])
  expect(found[7]).toMatchObject({ reason: error })
})

test('what waits when all is over is rejected', async () => {
  const stage = stageOf(1)
  const pool = new BatchPool(stage.threads, 1)
  const waiting = range(50).map((task) => pool.run(task))
  const settled = Promise.allSettled(waiting)
  await Promise.resolve()
  await pool.close()
  const statuses = (await settled).map(({ status }) => status)
  expect(statuses).toContain('rejected')
  expect(statuses.at(-1)).toBe('rejected')
})
