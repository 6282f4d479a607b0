/** The page's socket before a real server that is stopped, started again, and that lets somebody in no more. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import { LIVE_PATH, type LiveEvent } from '../../engine/protocol/live-api.ts'
import type { Failure } from '../../engine/protocol/result.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { type LiveServer, startLiveServer } from '../../server/testing/live-server.ts'
import { followEvents } from './event-stream.ts'
import { type LiveNews, ServerSocket } from './server-socket.ts'

const folders: { dispose(): void }[] = []
let server: LiveServer
let place: { port: number; folder: string }
let token: string | undefined = 'good token'
let socket: ServerSocket

beforeEach(async () => {
  const folder = createTemporaryFolder()
  folders.push(folder)
  token = 'good token'
  server = await startLiveServer({ folder: folder.path })
  place = { port: Number(new URL(server.address).port), folder: folder.path }
  const { address } = server
  socket = new ServerSocket({ readToken: () => token, address, retryMs: [50, 200] })
})
afterEach(async () => {
  socket.close()
  await server.dispose()
  for (const folder of folders.splice(0)) folder.dispose()
})

const happen = async (count: number) => {
  for (let i = 0; i < count; i++) {
    await server.bus.publishEvent(
      {
        kind: 'record',
        name: 'ca.run.cancelled',
        data: { run_id: `r-${i}`, by: 'a test', reason: 'It is one.', inputs: [] },
      },
      { correlationId: 'test' },
    )
  }
}

/** As `events.list` answers, from the ledger itself. */
async function listNewest(): Promise<readonly LiveEvent[]> {
  const { size } = server.ledger.head
  const texts = await server.ledger.read(0, Math.max(1, size))
  return texts
    .map((text) => parseEntry(text))
    .map(({ seq, event }) => ({
      ...{ seq, id: String(event.id), type: String(event.type), source: '', data: {} },
    }))
    .toReversed()
}

/** Follows all events, and keeps what the page would show. */
function follow(list: () => Promise<readonly LiveEvent[]> = listNewest) {
  const seen = {
    seqs: [] as readonly number[],
    standings: [] as boolean[],
    failures: [] as Failure[],
    end: () => {},
  }
  let isPast = false
  seen.end = followEvents({
    ...{ socket, pattern: '#' },
    async list() {
      isPast = true
      return await list()
    },
    onEvents(events) {
      const seqs = events.map(({ seq }) => seq)
      seen.seqs = [...seen.seqs, ...(isPast ? seqs.toReversed() : seqs)]
      isPast = false
    },
    onStanding: (isLive) => seen.standings.push(isLive),
    onFailure: (failure) => seen.failures.push(failure),
  })
  return seen
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)
const sizeNow = () => server.ledger.head.size

test('events between the subscription and the list are there once, also where there were none before', async () => {
  for (const before of [0, 3]) {
    await happen(before)
    let isListed = false
    const seen = follow(async () => {
      await happen(5)
      const listed = await listNewest()
      await happen(5)
      isListed = true
      return listed
    })
    await expect.poll(() => isListed).toBe(true)
    await happen(2)
    await expect.poll(() => seen.seqs).toEqual(upTo(sizeNow()))
    seen.end()
  }
})

test('a server that stops and starts again on its port is gone on with behind the last event', async () => {
  await happen(3)
  const seen = follow()
  await expect.poll(() => seen.seqs).toEqual(upTo(3))
  for (let round = 0; round < 2; round++) {
    await server.dispose()
    await expect.poll(() => seen.standings.at(-1)).toBe(false)
    server = await startLiveServer(place)
    await happen(70)
    await expect.poll(() => seen.standings.at(-1)).toBe(true)
    await happen(1)
    await expect.poll(() => seen.seqs).toEqual(upTo(3 + 71 * (round + 1)))
  }
  expect(seen.failures).toEqual([])
})

test('what was on its way when the connection broke comes once', async () => {
  await happen(1)
  const taken: number[] = []
  let letGoOn = () => {}
  const isHeld = new Promise<void>((resolve) => (letGoOn = resolve))
  socket.subscribe(
    { kind: 'events', pattern: '#', after: -1 },
    {
      async take(news) {
        if (news.kind !== 'events') return
        if (taken.length === 0) await isHeld
        taken.push(...news.events.map(({ seq }) => seq))
      },
      refuse: (failure) => expect.unreachable(failure.message),
    },
  )
  await expect.poll(() => server.sockets.stats.subscriptions).toBe(1)
  await happen(30)
  await server.dispose()
  server = await startLiveServer(place)
  await expect.poll(() => server.sockets.stats.subscriptions).toBe(1)
  letGoOn()
  await happen(1)
  await expect.poll(() => taken).toEqual(upTo(32))
})

test('news of a run goes on with the newest after a loss', async () => {
  const heard: LiveNews[] = []
  const standings: boolean[] = []
  const topic = { kind: 'run', run_id: 'r', frames: false } as const
  socket.subscribe(topic, {
    take: (news) => void heard.push(news),
    standing: (isConnected) => standings.push(isConnected),
    refuse: (failure) => expect.unreachable(failure.message),
  })
  const ticks = () => heard.flatMap((news) => (news.kind === 'progress' ? [news.tick] : []))
  await expect.poll(() => server.sockets.stats.subscriptions).toBe(1)
  server.hub.begin('r', () => {}).tell({ kind: 'progress', tick: 1, ticks_per_second: 1 })
  await expect.poll(ticks).toEqual([1])
  await server.dispose()
  await expect.poll(() => standings.at(-1)).toBe(false)
  server = await startLiveServer(place)
  await expect.poll(() => server.sockets.stats.subscriptions).toBe(1)
  const run = server.hub.begin('r', () => {})
  for (const tick of [7, 8, 9]) run.tell({ kind: 'progress', tick, ticks_per_second: 1 })
  await expect.poll(() => ticks().at(-1)).toBe(9)
  run.end('completed')
  await expect.poll(() => heard.at(-1)?.kind).toBe('ended')
})

test('who is let in no more is told why, is not tried again, and goes on with another token', async () => {
  const first = follow()
  await expect.poll(() => first.standings).toEqual([true])
  server.tokens.delete('good token')
  await expect.poll(() => first.failures).toHaveLength(1)
  expect(first.failures[0]!.code).toBe('live/access-ended')
  const second = follow()
  await expect.poll(() => second.failures).toHaveLength(1)
  expect(second.failures[0]!.code).toBe('api/denied')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(server.sockets.stats.sockets).toBe(0)
  server.tokens.set('another', 'reader')
  token = 'another'
  socket.restart()
  const third = follow()
  await happen(2)
  await expect.poll(() => third.seqs).toEqual(upTo(sizeNow()))
})

test('another token takes the place of one amid what is followed, without a loss', async () => {
  await happen(2)
  const seen = follow()
  await expect.poll(() => seen.seqs).toEqual([0, 1])
  server.tokens.set('another', 'reader')
  token = 'another'
  socket.restart()
  await happen(3)
  await expect.poll(() => seen.seqs).toEqual(upTo(5))
  expect(seen.standings).toEqual([true, false, true])
})

test('a server that ends each connection at once is tried again later each time', async () => {
  const http = createServer()
  const io = new Server(http, { path: LIVE_PATH, transports: ['websocket'] })
  let connections = 0
  io.on('connection', (guest) => {
    connections++
    guest.disconnect(true)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const impatient = new ServerSocket({ readToken: () => token, address, retryMs: [50, 200] })
  impatient.subscribe({ kind: 'metrics' }, { take: () => {}, refuse: () => {} })
  await expect.poll(() => connections).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 1000))
  // 50, 100, 200, 200, 200, 200 ms after one another.
  expect(connections).toBeGreaterThan(2)
  expect(connections).toBeLessThan(9)
  impatient.close()
  await io.close()
})
