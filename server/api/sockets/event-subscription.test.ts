/** Subscriptions over a log in memory; that they are right over real sockets is shown in `live-sockets.test.ts`. */
import { expect, onTestFinished, test } from 'vitest'
import { formatEntry, NO_PREVIOUS } from '../../../engine/ledger/ledger-entry.ts'
import type { ServerMessage } from '../../../engine/protocol/live-api.ts'
import { LogFeed } from '../../events/log-feed.ts'
import type { RecordLog } from '../../events/record-log.ts'
import { type Rate, RateLimiter } from '../../policy/rate-limits.ts'
import { EventSubscription } from './event-subscription.ts'

const EVENT = '{"topic":"core.a.b","type":"a"}'
const PLENTY: Rate = { perSecond: 1e6, burst: 1e6 }

/** A subscription to every so many of the entries of a log, behind a peer that always has room. */
function subscribe(entries: number, { rate = PLENTY, every = Infinity } = {}) {
  let looked = 0
  const log = {
    head: { size: entries },
    async read(from: number, count: number) {
      const end = Math.min(entries, from + count)
      looked += Math.max(0, end - from)
      return Array.from({ length: Math.max(0, end - from) }, (_, at) =>
        formatEntry({
          seq: from + at,
          group: 0,
          key: 'k',
          previous: NO_PREVIOUS,
          eventText: EVENT,
        }),
      )
    },
  } as unknown as RecordLog
  const looks = new RateLimiter({ rate, maxKeys: 1, nowMs: () => performance.now() })
  const heard: Extract<ServerMessage, { kind: 'events' }>[] = []
  const failures: unknown[] = []
  const subscription = new EventSubscription({
    ...{ id: 's', feed: new LogFeed({ log }), next: 0 },
    pace: { admit: () => looks.admit('me'), charge: (count) => looks.charge('me', count) },
    peer: {
      hasRoom: true,
      send: (message) => void (message.kind === 'events' && heard.push(message)),
    },
    wants: ({ seq }) => seq % every === every - 1,
    mask: (event) => event,
    onFailure: (error) => failures.push(error),
  })
  onTestFinished(() => {
    subscription.end()
    expect(failures).toEqual([])
  })
  return { subscription, heard, looked: () => looked }
}

test('a client is told once how far was looked, and then once more as soon as it has taken that', async () => {
  const { subscription, heard, looked } = subscribe(50_000)
  subscription.goOn()
  await expect.poll(looked).toBe(50_000)
  expect(heard.map(({ events, next }) => [events.length, next])).toEqual([[0, 1024]])
  subscription.take(heard[0]!.next - 1)
  await expect.poll(() => heard.length).toBe(2)
  expect(heard[1]).toMatchObject({ events: [], next: 50_000 })
  subscription.take(49_999)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(heard).toHaveLength(2)
})

test('what is wanted comes though a message without events was not taken, and tells the same', async () => {
  const { subscription, heard } = subscribe(10_000, { every: 4000 })
  subscription.goOn()
  await expect.poll(() => heard.length).toBe(3)
  expect(heard.map(({ events, next }) => [events.map(({ seq }) => seq), next])).toEqual([
    [[], 1024],
    [[3999], 4096],
    [[7999], 8192],
  ])
})

test('no more is looked at in a second than may be, and all in the end', async () => {
  const rate = { perSecond: 4000, burst: 1000 }
  const startMs = performance.now()
  const { subscription, looked } = subscribe(3000, { rate })
  subscription.goOn()
  while (looked() < 3000 && performance.now() - startMs < 5000) {
    const most = 1000 + (4000 * (performance.now() - startMs)) / 1000
    // A look that was let in reads as much as it can.
    expect(looked()).toBeLessThanOrEqual(most + 256)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(looked()).toBe(3000)
  expect(performance.now() - startMs).toBeGreaterThan(430)
})

test('a client that takes one event at a time has no more looked at than one that takes all', async () => {
  const rate = { perSecond: 1, burst: 2000 }
  const { subscription, heard, looked } = subscribe(20_000, { rate, every: 1 })
  subscription.goOn()
  await expect.poll(() => heard.length).toBe(4)
  let taken = -1
  for (let i = 0; i < 100; i++) {
    subscription.take(taken++)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(looked()).toBeLessThan(2000 + 5 * 256)
})
