import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { startDatabaseProbe } from './database-probe.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

function start(query: () => Promise<readonly never[]>) {
  const probe = startDatabaseProbe({ query })
  onTestFinished(() => probe.close())
  return probe
}

test('a database that hangs hinders within seconds, and no more once it answers', async () => {
  let asked = 0
  let answer = () => {}
  const probe = start(() => {
    asked++
    return new Promise((resolve) => {
      answer = () => resolve([])
    })
  })
  await vi.advanceTimersByTimeAsync(4000)
  expect([asked, probe.hindrance]).toEqual([1, undefined])
  await vi.advanceTimersByTimeAsync(2000)
  expect([asked, probe.hindrance]).toEqual([1, 'The database does not answer.'])
  answer()
  await vi.advanceTimersByTimeAsync(0)
  expect(probe.hindrance).toBeUndefined()
})

test('one that refuses hinders until it does not', async () => {
  let isDown = true
  const probe = start(async () => {
    if (isDown) throw new Error('down')
    return []
  })
  await vi.advanceTimersByTimeAsync(2000)
  expect(probe.hindrance).toBe('The database does not answer.')
  isDown = false
  await vi.advanceTimersByTimeAsync(2000)
  expect(probe.hindrance).toBeUndefined()
})
