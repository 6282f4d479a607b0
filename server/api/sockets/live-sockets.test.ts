/** Real sockets to a real server, over a real ledger. */
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { LiveClient, type LiveServer, startLiveServer, takeAll } from '../../testing/live-server.ts'

let server: LiveServer

beforeAll(async () => {
  server = await startLiveServer()
})
afterAll(() => server.dispose())
beforeEach(() => {
  server.denied.clear()
  expect(server.problems).toEqual([])
})

async function join(token?: string): Promise<LiveClient> {
  const client = new LiveClient(server.address, token)
  onTestFinished(() => client.close())
  return await client.connected()
}

/** Connects, and then says nothing. */
function hold(address: string, path = '/socket.io/?EIO=4&transport=websocket') {
  const { port } = new URL(address)
  // It keeps its own half open, whatever the server does with the other.
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
  let heard = ''
  socket.on('data', (text) => {
    heard += text
  })
  onTestFinished(() => void socket.destroy())
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  socket.on('error', () => {})
  const opened = new Promise((resolve) => socket.once('data', resolve).once('close', resolve))
  return { opened, isOpen: () => !socket.readableEnded && !socket.closed, heard: () => heard }
}

const countConnections = () => server.countConnections()

const CAUSE = { correlationId: 'request 1' }
let alerts = 0
const publish = (count: number, more: object = {}, data: object = {}) =>
  Promise.all(
    Array.from({ length: count }, () =>
      server.bus.publishEvent(
        {
          ...{ kind: 'record', name: 'thunderbolt.alert.raised', ...more },
          data: {
            ...{ alert_id: `a${alerts++}`, rule: 'test', severity: 'warning', of: 'nothing' },
            ...{ message: 'm'.repeat(300), ...data },
          },
        },
        CAUSE,
      ),
    ),
  )

const ALL = { kind: 'events', pattern: '#' } as const
const numbers = (from: number, end: number) =>
  Array.from({ length: end - from }, (_, at) => from + at)

describe('who comes in', () => {
  test.each([undefined, 'bad token', 'x'.repeat(10_000)])(
    'not with the token %j',
    async (token) => {
      const client = new LiveClient(server.address, token, { auth: { token } })
      await expect(client.connected()).rejects.toMatchObject({ data: { code: 'api/denied' } })
    },
  )

  test.each([
    ['http://evil.example', undefined],
    ['null', undefined],
    [undefined, 'evil.example'],
  ])('not from the page %s to the host %s', async (origin, host) => {
    const extraHeaders = { ...(origin && { origin }), ...(host && { host }) }
    const client = new LiveClient(server.address, 'good token', { extraHeaders })
    await expect(client.connected()).rejects.toThrow('websocket error')
  })

  test('not by polling, of which nobody can tell whether it was taken', async () => {
    const client = new LiveClient(server.address, 'good token', { transports: ['polling'] })
    await expect(client.connected()).rejects.toThrow()
  })

  test('our own pages', async () => {
    const client = new LiveClient(server.address, 'good token', {
      extraHeaders: { origin: server.address },
    })
    await client.connected()
    client.close()
  })

  test('nobody while the feature is off', async () => {
    server.off.add('features.sockets')
    onTestFinished(() => server.off.clear())
    const client = new LiveClient(server.address)
    await expect(client.connected()).rejects.toThrow('websocket error')
  })

  test('whoever has a token, soon, while hundreds of others hold what they can', async () => {
    const strangers = Array.from({ length: 300 }, () => hold(server.address))
    await Promise.all(strangers.map(({ opened }) => opened))
    await expect.poll(() => strangers.filter(({ isOpen }) => isOpen()).length).toBe(128)
    const startMs = performance.now()
    const client = await join()
    expect(performance.now() - startMs).toBeLessThan(5000)
    // Nor is whoever came in let go for those that come later.
    const later = Array.from({ length: 100 }, () => hold(server.address))
    await Promise.all(later.map(({ opened }) => opened))
    expect(client.socket.connected).toBe(true)
  })

  test('all that one principal may have, when they come at once', async () => {
    const clients = Array.from({ length: 128 }, () => new LiveClient(server.address))
    await Promise.all(clients.map((client) => client.connected()))
    expect(clients.filter(({ socket }) => socket.connected)).toHaveLength(128)
    for (const client of clients) client.close()
    await expect.poll(countConnections).toBe(0)
  })

  test('nobody elsewhere, and no connection stays that was to be one', async () => {
    for (const path of ['/', '/socket.iox', '/graphql', '//socket.io/']) {
      const stranger = hold(server.address, path)
      await expect.poll(() => stranger.heard(), { interval: 5 }).toMatch(/^HTTP\/1\.1 404 /)
      await expect.poll(countConnections).toBe(0)
    }
  })

  test('requests that are none for a socket go where all others go', async () => {
    for (const path of ['/socket.io/?EIO=4&transport=polling', '/socket.io/', '/other']) {
      const response = await fetch(server.address + path, { method: 'POST', body: 'x' })
      expect([response.status, await response.text()]).toEqual([200, 'not a socket'])
    }
  })

  test('once a connection, however often it asks before it is answered', async () => {
    const client = new LiveClient(server.address, 'good token', { autoConnect: false })
    onTestFinished(() => client.close())
    let letIn = 0
    client.socket.io.on('open', () => {
      const { engine } = client.socket.io
      engine.on('data', (text) => {
        if (String(text).startsWith('0{')) letIn++
      })
      for (let i = 0; i < 20; i++) engine.write('0{"token":"good token"}')
    })
    const closed = new Promise((resolve) => client.socket.io.on('close', resolve))
    client.socket.connect()
    await closed
    expect(letIn).toBeLessThanOrEqual(1)
  })

  test('so many of one token, and no more', async () => {
    server.tokens.set('busy token', 'busy')
    const clients = await Promise.all(Array.from({ length: 128 }, () => join('busy token')))
    const more = new LiveClient(server.address, 'busy token')
    await expect(more.connected()).rejects.toMatchObject({ data: { code: 'live/sockets' } })
    clients[0]!.close()
    await expect.poll(() => server.sockets.stats.sockets).toBeLessThan(128)
    await join('busy token')
    await join()
  })

  test('whoever leaves but stays connected holds nothing', async () => {
    const { socket } = await join()
    const { engine } = socket.io
    engine.send('41')
    await expect.poll(() => engine.readyState).toBe('closed')
  })

  test('one whose token is revoked is told, and let go', async () => {
    server.tokens.set('other token', 'guest')
    const client = await join('other token')
    client.say({ kind: 'subscribe', id: 'all', topic: ALL })
    await expect.poll(() => client.ofKind('subscribed').length).toBe(1)
    server.tokens.delete('other token')
    await expect.poll(() => client.socket.connected).toBe(false)
    expect(client.ofKind('refused')).toMatchObject([{ id: 'all', code: 'live/access-ended' }])
  })
})

describe('events', () => {
  test('come to all who want them, each once and in order, from the number that they name', async () => {
    const before = server.ledger.head.size
    await publish(20)
    const clients = await Promise.all(Array.from({ length: 10 }, () => join()))
    for (const [at, client] of clients.entries()) {
      takeAll(client)
      client.say({ kind: 'subscribe', id: 'all', topic: { ...ALL, after: before + at - 1 } })
    }
    for (let i = 0; i < 20; i++) await publish(50)
    const end = server.ledger.head.size
    for (const [at, client] of clients.entries()) {
      await expect.poll(() => client.seqs.length).toBe(end - before - at)
      expect(client.seqs).toEqual(numbers(before + at, end))
      expect(client.ofKind('subscribed')).toEqual([
        { kind: 'subscribed', id: 'all', next: before + at },
      ])
    }
  })

  test('without a number come from now on, and only those of the pattern', async () => {
    const client = await join()
    takeAll(client)
    const topic = { kind: 'events', pattern: 'core.thunderbolt.#' } as const
    client.say({ kind: 'subscribe', id: 'core', topic })
    await expect.poll(() => client.ofKind('subscribed').length).toBe(1)
    const first = server.ledger.head.size
    await publish(3)
    const [published] = await publish(1, { zone: 'core', agent: 'me' })
    await expect.poll(() => client.ofKind('events').length).toBe(1)
    expect(client.ofKind('events')).toEqual([
      {
        ...{ kind: 'events', id: 'core', next: first + 4 },
        events: [
          {
            ...{ seq: first + 3, id: published!.id, type: 'thunderbolt.alert.raised' },
            ...{ source: 'urn:thunderline:server', subject: expect.stringMatching(/^a/) },
            ...{ time: expect.any(String), topic: 'core.thunderbolt.alert.raised.me' },
            ...{ correlation_id: 'request 1', data: expect.objectContaining({ rule: 'test' }) },
          },
        ],
      },
    ])
  })

  test('of lineage come alone where lineage is asked for, none of them lost among the others', async () => {
    const client = await join()
    takeAll(client)
    const after = server.ledger.head.size - 1
    client.say({ kind: 'subscribe', id: 'vine', topic: { kind: 'lineage', after } })
    const seqs: number[] = []
    for (const n of numbers(0, 20)) {
      await publish(30)
      const data = {
        ...{ dataset_id: `vine-${n}`, registered_by: 'ada', origin: 'a gauge' },
        ...{ sha256: String(n % 10).repeat(64), bytes: n, media_type: 'text/csv' },
      }
      const event = { kind: 'record', name: 'dataset.registered', data } as const
      seqs.push((await server.bus.publishEvent(event, CAUSE)).seq)
    }
    const heard = () => client.ofKind('events').flatMap(({ events }) => events)
    await expect.poll(() => heard().length).toBe(seqs.length)
    expect(heard().map(({ seq }) => seq)).toEqual(seqs)
  })

  test('are masked as policies say', async () => {
    const client = await join()
    const after = server.ledger.head.size - 1
    client.say({ kind: 'subscribe', id: 'all', topic: { ...ALL, after } })
    await publish(1, {}, { rule: 'hidden' })
    await expect.poll(() => client.ofKind('events').length).toBe(1)
    expect(client.ofKind('events')[0]!.events[0]!.data).toBeNull()
  })

  test('a client that never takes any gets a window of them, and holds up nobody', async () => {
    const before = server.ledger.head.size
    const [stalled, quick] = [await join(), await join()]
    takeAll(quick)
    for (const client of [stalled, quick]) {
      client.say({ kind: 'subscribe', id: 'all', topic: { ...ALL, after: before - 1 } })
    }
    for (let i = 0; i < 30; i++) await publish(100)
    await expect.poll(() => quick.seqs.length).toBe(3000)
    expect(quick.seqs).toEqual(numbers(before, before + 3000))
    expect(stalled.seqs).toEqual(numbers(before, before + 256))
    const behind = stalled.ofKind('behind')
    expect(behind).toHaveLength(1)
    expect(behind[0]!.depth).toBeGreaterThan(0)
    // It goes on where it was, from the ledger, as soon as it takes what it has.
    takeAll(stalled)
    stalled.say({ kind: 'taken', id: 'all', seq: before + 255 })
    await expect.poll(() => stalled.seqs.length).toBe(3000)
    expect(stalled.seqs).toEqual(numbers(before, before + 3000))
  })

  test('whoever is cut off again and again misses nothing and gets nothing twice', async () => {
    const before = server.ledger.head.size
    const seqs: number[] = []
    let isDone = false
    const publishing = (async () => {
      for (let i = 0; i < 40; i++) {
        await publish(25)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      isDone = true
    })()
    let connections = 0
    while (!isDone || seqs.length < 1000) {
      const client = await join()
      connections++
      const last = seqs.at(-1) ?? before - 1
      client.onMessage = (message) => {
        if (message.kind !== 'events') return
        seqs.push(...message.events.map(({ seq }) => seq))
        client.say({ kind: 'taken', id: 'all', seq: message.next - 1 })
        // Cut amid what is on its way.
        if (message.next % 7 === 0) client.socket.disconnect()
      }
      client.say({ kind: 'subscribe', id: 'all', topic: { ...ALL, after: last } })
      await Promise.race([
        new Promise((resolve) => client.socket.on('disconnect', resolve)),
        new Promise((resolve) => setTimeout(resolve, 100)),
      ])
      client.onMessage = undefined
      client.close()
    }
    await publishing
    expect(seqs).toEqual(numbers(before, before + 1000))
    expect(connections).toBeGreaterThan(1)
  })

  test('those of no interest move the client on now and then, so that it need not read them again', async () => {
    const client = await join()
    takeAll(client)
    const before = server.ledger.head.size
    const topic = { kind: 'events', pattern: 'nowhere.#', after: before - 1 } as const
    client.say({ kind: 'subscribe', id: 'none', topic })
    for (let i = 0; i < 25; i++) await publish(100)
    await expect.poll(() => client.ofKind('events').length).toBe(2)
    const [first] = client.ofKind('events')
    expect(first!.events).toEqual([])
    expect(first!.next).toBeGreaterThanOrEqual(before + 1024)
  })

  test('who may not read them may not subscribe, and the gate is asked as for reading', async () => {
    server.denied.add('events.list')
    const client = await join()
    client.say({ kind: 'subscribe', id: 'all', topic: ALL })
    client.say({ kind: 'subscribe', id: 'it', topic: { kind: 'metrics' } })
    await expect.poll(() => client.heard.length).toBeGreaterThan(1)
    expect(client.ofKind('refused')).toMatchObject([{ id: 'all', code: 'api/denied' }])
    expect(client.ofKind('subscribed')).toMatchObject([{ id: 'it' }])
    expect(server.asked.at(-2)).toMatchObject({
      ...{ action: 'events.list', surface: 'socket', principal: { id: 'reader' } },
    })
    await publish(5)
    expect(client.ofKind('events')).toEqual([])
  })

  test('what was allowed ends when other policies are in force', async () => {
    const client = await join()
    client.say({ kind: 'subscribe', id: 'all', topic: ALL })
    await expect.poll(() => client.ofKind('subscribed').length).toBe(1)
    server.denied.add('events.list')
    await server.bus.publishEvent(
      {
        ...{ kind: 'record', name: 'policies.changed' },
        data: { policy_set_sha256: '0'.repeat(64), text: '', by: 'me', reason: 'a test' },
      },
      CAUSE,
    )
    await expect.poll(() => client.ofKind('refused').length).toBe(1)
    expect(client.ofKind('refused')[0]).toMatchObject({ id: 'all', code: 'api/denied' })
  })

  test('who may not hear them any more hears none, also one who has used up what they may ask', async () => {
    const client = await join()
    client.say({ kind: 'subscribe', id: 'all', topic: ALL })
    await expect.poll(() => client.ofKind('subscribed').length).toBe(1)
    server.busy.add('token reader')
    onTestFinished(() => server.busy.clear())
    server.denied.add('events.list')
    const data = { flag: 'rollout', is_on: true, by: 'me', reason: 'a test' }
    await server.bus.publishEvent({ kind: 'record', name: 'flag.changed', data }, CAUSE)
    await expect.poll(() => client.ofKind('refused').length).toBe(1)
    expect(client.ofKind('refused')[0]).toMatchObject({ id: 'all', code: 'api/denied' })
  })

  test('a pattern that is none is refused by name', async () => {
    const client = await join()
    client.say({ kind: 'subscribe', id: 'a', topic: { kind: 'events', pattern: '#.x' } })
    await expect.poll(() => client.ofKind('refused').length).toBe(1)
    expect(client.ofKind('refused')[0]!.code).toBe('telemetry/pattern')
  })
})

describe('news of runs', () => {
  const progress = (tick: number) => ({ kind: 'progress', tick, ticks_per_second: 10 }) as const

  test('a slow client gets the newest of each kind, and is told how much it passed over', async () => {
    const client = await join()
    let wishes = 0
    const run = server.hub.begin('slow', () => wishes++)
    const topic = { kind: 'run', run_id: 'slow', frames: true } as const
    client.say({ kind: 'subscribe', id: 'r', topic })
    await expect.poll(() => wishes).toBe(1)
    for (let tick = 1; tick <= 5000; tick++) {
      run.tell(progress(tick))
      if (tick % 10 === 0) run.tell({ kind: 'frame', frame: Uint8Array.of(tick & 255, tick >> 8) })
    }
    await expect.poll(() => client.ofKind('progress').length).toBe(1)
    client.say({ kind: 'taken', id: 'r', seq: 1 })
    await expect.poll(() => client.ofKind('frame').length).toBe(1)
    expect(client.ofKind('progress')).toMatchObject([
      { seq: 1, tick: 1, skipped: 0 },
      { tick: 5000, seq: expect.any(Number) },
    ])
    expect([...client.ofKind('frame')[0]!.frame]).toEqual([5000 & 255, 5000 >> 8])
    const skipped = client.heard.reduce((sum, it) => sum + ('skipped' in it ? it.skipped : 0), 0)
    expect(skipped).toBe(4998 + 499)
    // A picture that was sent is followed by a wish for one more, and no other while it is not taken.
    await expect.poll(() => wishes).toBe(2)
    client.say({ kind: 'taken', id: 'r', seq: 3 })
    run.end('completed')
    await expect.poll(() => client.ofKind('ended').length).toBe(1)
    expect(client.ofKind('ended')[0]).toMatchObject({ seq: 4, state: 'completed' })
    expect(server.sockets.stats.subscriptions).toBe(0)
  })

  test('only who asked for pictures has them made', async () => {
    let wishes = 0
    const run = server.hub.begin('plain', () => wishes++)
    const client = await join()
    const topic = { kind: 'run', run_id: 'plain', frames: false } as const
    client.say({ kind: 'subscribe', id: 'r', topic })
    await expect.poll(() => client.ofKind('subscribed').length).toBe(1)
    run.tell({ kind: 'frame', frame: Uint8Array.of(1) })
    run.tell(progress(1))
    await expect.poll(() => client.ofKind('progress').length).toBe(1)
    expect([wishes, client.ofKind('frame')]).toEqual([0, []])
    run.end('failed')
  })

  test('of a run that is over, that comes at once', async () => {
    server.runs.set('over', 'cancelled')
    const client = await join()
    const topic = { kind: 'run', run_id: 'over', frames: true } as const
    client.say({ kind: 'subscribe', id: 'r', topic })
    await expect.poll(() => client.heard.length).toBe(2)
    expect(client.heard).toMatchObject([
      { kind: 'subscribed' },
      { kind: 'ended', state: 'cancelled' },
    ])
  })

  test('a run that is queued again goes on being told of', async () => {
    const client = await join()
    takeAll(client)
    client.say({
      kind: 'subscribe',
      id: 'r',
      topic: { kind: 'run', run_id: 'twice', frames: false },
    })
    await expect.poll(() => client.ofKind('subscribed').length).toBe(1)
    server.hub.begin('twice', () => {}).end('queued')
    await expect.poll(() => client.ofKind('ended').length).toBe(1)
    const again = server.hub.begin('twice', () => {})
    again.tell(progress(7))
    await expect.poll(() => client.ofKind('progress').length).toBe(1)
    again.end('completed')
    await expect.poll(() => client.ofKind('ended').length).toBe(2)
  })

  test('a zone has the numbers under its name', async () => {
    const client = await join()
    const run = server.hub.begin('zoned', () => {})
    client.say({
      kind: 'subscribe',
      id: 'z',
      topic: { kind: 'zone', run_id: 'zoned', zone: 'north' },
    })
    await expect.poll(() => client.ofKind('subscribed').length).toBe(1)
    // As metrics of zones are called in `engine/metrics/density.ts`.
    const values = { entropy: 1, 'density.zone.north': 2, 'density.zone.south': 3 }
    run.tell({ kind: 'metrics', tick: 3, values })
    await expect.poll(() => client.ofKind('metrics').length).toBe(1)
    expect(client.ofKind('metrics')[0]).toMatchObject({ tick: 3, values: { density: 2 } })
    run.end('completed')
  })

  test('the server tells of itself', async () => {
    const client = await join()
    client.say({ kind: 'subscribe', id: 'm', topic: { kind: 'metrics' } })
    await expect.poll(() => client.ofKind('metrics').length).toBe(1)
    const { size } = server.ledger.head
    expect(client.ofKind('metrics')[0]!.values).toEqual({ thunderline_ledger_entries: size })
  })
})

describe('presence', () => {
  const there = () => server.presence.list('r').map(({ member }) => member)
  const topic = (member: string) => ({ kind: 'presence', room: 'r', member }) as const

  test('somebody is in a room until they say otherwise, or are cut off', async () => {
    const [staying, leaving] = [await join(), await join()]
    staying.say({ kind: 'subscribe', id: 'p', topic: topic('tab 1') })
    leaving.say({ kind: 'subscribe', id: 'p', topic: topic('tab 2') })
    leaving.say({ kind: 'subscribe', id: 'q', topic: topic('tab 3') })
    await expect.poll(there).toEqual(['tab 1', 'tab 2', 'tab 3'])
    leaving.say({ kind: 'unsubscribe', id: 'p' })
    await expect.poll(there).toEqual(['tab 1', 'tab 3'])
    leaving.socket.io.engine.close()
    await expect.poll(there).toEqual(['tab 1'])
    staying.close()
    await expect.poll(there).toEqual([])
  })

  test('who may not join is not there', async () => {
    server.denied.add('presence.join')
    const client = await join()
    client.say({ kind: 'subscribe', id: 'p', topic: topic('tab 1') })
    await expect.poll(() => client.ofKind('refused').length).toBe(1)
    expect([client.ofKind('refused')[0]!.code, there()]).toEqual(['api/denied', []])
  })
})

describe('what a client may not', () => {
  test('say what is no message: each is refused, and the session goes on', async () => {
    const client = await join()
    let sent = 0
    await fc.assert(
      fc.asyncProperty(fc.anything({ maxDepth: 3, withBigInt: false }), async (value) => {
        sent++
        client.socket.send(value)
      }),
      { numRuns: 200 },
    )
    await expect.poll(() => client.ofKind('refused').length).toBe(sent)
    for (const { code } of client.ofKind('refused')) expect(code).toBe('protocol/live-message')
    client.say({ kind: 'subscribe', id: 'm', topic: { kind: 'metrics' } })
    await expect.poll(() => client.ofKind('metrics').length).toBe(1)
    expect(server.problems).toEqual([])
  })

  test('have more subscriptions than there are places, or two under one id', async () => {
    const client = await join()
    for (let i = 0; i < 34; i++) client.say({ kind: 'subscribe', id: `s${i}`, topic: ALL })
    client.say({ kind: 'subscribe', id: 's1', topic: ALL })
    await expect.poll(() => client.ofKind('refused').length).toBe(3)
    expect(client.ofKind('refused').map(({ code }) => code)).toEqual([
      'live/subscriptions',
      'live/subscriptions',
      'live/subscription-twice',
    ])
    client.say({ kind: 'unsubscribe', id: 's1' })
    client.say({ kind: 'subscribe', id: 's1', topic: ALL })
    await expect.poll(() => client.ofKind('subscribed').length).toBe(33)
  })

  test('say more in a second than a person or a viewer would', async () => {
    const client = await join()
    for (let i = 0; i < 2000; i++) client.say({ kind: 'taken', id: 'x', seq: i })
    await expect.poll(() => client.socket.connected).toBe(false)
    expect(server.sockets.stats.letGo).toBeGreaterThan(0)
  })

  test('say what is larger than any message', async () => {
    const client = await join()
    client.socket.send('x'.repeat(100_000))
    await expect.poll(() => client.socket.connected).toBe(false)
  })
})
