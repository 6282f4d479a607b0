/** In a page, where there is no `setImmediate` and a loop waits for messages of its own. */
import { expect, test } from 'vitest'
import { EventLoop } from './event-loop.ts'

test('whoever waits at its end is let go, and whoever comes later does not wait', async () => {
  expect(typeof setImmediate).toBe('undefined')
  const loop = new EventLoop()
  const waiting = loop.yield()
  loop.dispose()
  await expect(waiting).resolves.toBeUndefined()
  await expect(loop.yield()).resolves.toBeUndefined()
  loop.dispose()
})
