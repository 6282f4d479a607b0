/** Work that is woken at any moment, also at that at which it ends. */
import { expect, onTestFinished, test } from 'vitest'
import { PacedLoop } from './paced-loop.ts'

test.each(Array.from({ length: 10 }, (_, depth) => depth))(
  'whoever wakes it %i steps after its work has ended has it done once more',
  async (depth) => {
    let times = 0
    const done = Promise.withResolvers<number>()
    const loop = new PacedLoop({
      async work() {
        times++
        return times === 1 ? await done.promise : Number.POSITIVE_INFINITY
      },
      onProblem: (problem) => expect.fail(String(problem)),
    })
    onTestFinished(() => loop.stop())
    loop.wake()
    done.resolve(Number.POSITIVE_INFINITY)
    for (let step = 0; step < depth; step++) await undefined
    loop.wake()
    await expect.poll(() => times).toBe(2)
  },
)

test('what fails is told of and tried again when its pause is over, and not after it was stopped', async () => {
  const problems: unknown[] = []
  let times = 0
  const loop = new PacedLoop({
    async work() {
      times++
      if (times < 3) throw times
      return Number.POSITIVE_INFINITY
    },
    onProblem: (problem) => problems.push(problem),
    pauseMs: 1,
  })
  loop.wake()
  await expect.poll(() => times, { interval: 1 }).toBe(3)
  expect(problems).toEqual([1, 2])
  await loop.stop()
  expect(loop.isStopped).toBe(true)
  loop.wake()
  await loop.stop()
  expect(times).toBe(3)
})
