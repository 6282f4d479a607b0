import { afterEach, expect, test, vi } from 'vitest'
import { EventLoop } from './event-loop.ts'

afterEach(() => vi.unstubAllGlobals())

/** A loop as in a page, where there is no `setImmediate`. */
function createPageLoop(): EventLoop {
  vi.stubGlobal('setImmediate', undefined)
  return new EventLoop()
}

test('whoever waits at its end is let go, and whoever comes later does not wait', async () => {
  const loop = createPageLoop()
  const waiting = loop.yield()
  loop.dispose()
  await expect(waiting).resolves.toBeUndefined()
  await expect(loop.yield()).resolves.toBeUndefined()
  loop.dispose()
})
