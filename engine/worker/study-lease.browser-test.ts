import { expect, test } from 'vitest'
import { StudyLeases } from './study-lease.ts'

/** Two of them are two tabs: all that they have in common is the browser's storage. */
const PACE = { beatEveryMs: 40, patienceMs: 400, lookEveryMs: 20 }
const openTab = () => new StudyLeases(PACE)
const isNeverLost = () => {
  throw new Error('it was lost')
}

test('where there are no locks, one tab leads a study, and another as soon as it is let go of', async () => {
  const [one, other] = [openTab(), openTab()]
  const release = (await one.take('a', isNeverLost))!
  expect(await other.take('a', isNeverLost)).toBeUndefined()
  expect(await other.isTaken('a')).toBe(true)
  expect(await other.take('b', isNeverLost)).toBeTypeOf('function')
  release()
  await expect.poll(() => other.isTaken('a')).toBe(false)
  expect(await other.take('a', isNeverLost)).toBeTypeOf('function')
})

test('of several that ask at once one has it', async () => {
  const taken = await Promise.all([1, 2, 3, 4].map(() => openTab().take('c', isNeverLost)))
  expect(taken.filter((release) => release !== undefined)).toHaveLength(1)
})

test('a tab that was killed is waited for and then followed, and who only stood still is told', async () => {
  let losses = 0
  // Its beats are so far apart that it counts as ended.
  const still = new StudyLeases({ ...PACE, beatEveryMs: 900 })
  await still.take('d', () => {
    losses++
  })
  const started = performance.now()
  expect(await openTab().take('d', isNeverLost)).toBeTypeOf('function')
  expect(performance.now() - started).toBeGreaterThan(PACE.patienceMs - 1)
  await expect.poll(() => losses).toBe(1)
})
