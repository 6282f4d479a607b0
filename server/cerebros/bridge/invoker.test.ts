/** The bridge, to a server of its own on the other side. */
import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseVerifierKey } from '../../../engine/ledger/signed-note.ts'
import { EventBus } from '../../../engine/telemetry/event-bus.ts'
import type { BridgeEvent } from '../../../engine/telemetry/types/bridge-types.ts'
import { tries } from '../../../engine/testing/tries.ts'
import { makeSigner } from '../../ledger/signer.ts'
import type { Span, SpanOptions, Tracer } from '../../observability/tracer.ts'
import {
  type Answer,
  type BridgePeer,
  sortedJson,
  startBridgePeer,
} from '../../testing/bridge-peer.ts'
import { MAX_ANSWER_BYTES } from './client.ts'
import { BridgeInvoker, type BridgeOptions } from './invoker.ts'

const { signer } = makeSigner()
const ABOUT = { name: 'peer', version: '1', operations: ['describe', 'evaluate'] }
const TRIAL = {
  ...{ study: 's', number: 0, params: { x: 1 }, seed: '0', directions: ['minimize'] },
}

let peer: BridgePeer
const bridges: BridgeInvoker[] = []
beforeEach(async () => {
  peer = await startBridgePeer(signer.key.publicKey)
  peer.results = {
    describe: () => ABOUT,
    evaluate: ({ params }: { params: { x: number } }) => ({ values: [params.x ** 2] }),
  }
})
afterEach(async () => {
  for (const bridge of bridges.splice(0)) bridge.close()
  await peer.close()
})

let nonces = 0
function open(options: Partial<BridgeOptions> = {}): BridgeInvoker {
  const bridge = new BridgeInvoker({
    ...{ origin: peer.origin, signer, isOn: () => true },
    ...{ nowMs: () => performance.now(), wallTimeMs: () => Date.now() },
    newNonce: () => `nonce-${nonces++}`,
    ...options,
  })
  bridges.push(bridge)
  return bridge
}

test('what is asked is signed, and its answer is what the other side says, with the hashes of both', async () => {
  const answer = await open().invoke('evaluate', { ...TRIAL, params: { x: 3 } })
  expect(answer).toEqual({
    ok: true,
    value: {
      ...{ op: 'evaluate', source: 'peer', result: { values: [9], metrics: [] } },
      requestSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      resultSha256: createHash('sha256').update('{"values":[9]}').digest('hex'),
    },
  })
  expect(peer.taken.map(({ op, args }) => [op, args])).toEqual([
    ['evaluate', { ...TRIAL, params: { x: 3 } }],
  ])
  expect(peer.refused).toEqual([])
})

describe.each([
  ['neither', false, false, 'THUNDERLINE_BRIDGE is not set; the flag features.bridge is off'],
  ['the setting alone', true, false, '(disabled): the flag features.bridge is off'],
  ['the flag alone', false, true, '(disabled): THUNDERLINE_BRIDGE is not set'],
])('with %s', (_, hasSetting, isOn, told) => {
  test('nothing is sent, whatever is asked, and nothing is told', async () => {
    const events: string[] = []
    const publisher = { publishEvent: ({ name }: BridgeEvent) => void events.push(name) }
    const origin = hasSetting ? peer.origin : undefined
    const bridge = open({ origin, isOn: () => isOn, publisher })
    expect(bridge.isEnabled).toBe(false)
    for (const op of ['describe', 'evaluate', 'nonsense']) {
      expect(await bridge.invoke(op, {})).toMatchObject({
        ok: false,
        failure: { code: 'disabled', message: expect.stringContaining(told) },
      })
    }
    expect([peer.taken, peer.refused, peer.sockets(), events]).toEqual([[], [], 0, []])
  })
})

test('the flag counts at each call: what was kept is not told either while it is off', async () => {
  let isOn = true
  const bridge = open({ isOn: () => isOn })
  expect(await bridge.invoke('describe', {})).toMatchObject({ ok: true })
  isOn = false
  expect(await bridge.invoke('describe', {})).toMatchObject({ failure: { code: 'disabled' } })
  isOn = true
  expect(await bridge.invoke('describe', {})).toMatchObject({ value: { source: 'cache' } })
})

describe('time', () => {
  test.each([
    ['says nothing', () => {}],
    [
      'says one byte after another',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const timer = setInterval(() => response.write(' '), 5)
        response.on('close', () => clearInterval(timer))
      },
    ],
    [
      'sends one header after another',
      ({ socket }: ServerResponse) => {
        socket!.write('HTTP/1.1 200 OK\r\n')
        const timer = setInterval(() => socket!.write('x: y\r\n'), 5)
        socket!.on('close', () => clearInterval(timer))
      },
    ],
  ])('a peer that %s is given up, and its connection ends', async (_, act) => {
    peer.meddle = (_answer, response) => void act(response)
    const bridge = open()
    const startMs = performance.now()
    const answer = await bridge.invoke('describe', {}, { timeoutMs: 150 })
    const took = performance.now() - startMs
    expect(answer).toMatchObject({ ok: false, failure: { code: 'timeout' } })
    expect(took).toBeGreaterThanOrEqual(145)
    // Without an end of its own it would wait for as long as the peer speaks.
    expect(took).toBeLessThan(20_000)
    await expect.poll(() => peer.sockets()).toBe(0)
    peer.meddle = undefined
    expect(await bridge.invoke('describe', {})).toMatchObject({ value: { source: 'peer' } })
  })

  test('who waits shorter leaves alone', async () => {
    const gate = Promise.withResolvers<void>()
    peer.results.describe = async () => {
      await gate.promise
      return ABOUT
    }
    const bridge = open()
    const patient = bridge.invoke('describe', {}, { timeoutMs: 5000 })
    expect(await bridge.invoke('describe', {}, { timeoutMs: 30 })).toMatchObject({
      failure: { code: 'timeout' },
    })
    gate.resolve()
    expect(await patient).toMatchObject({ ok: true })
    expect(peer.taken.length).toBe(1)
  })

  test('where the bridge ends, whoever waits is told', async () => {
    peer.meddle = () => undefined
    const bridge = open()
    const waiting = bridge.invoke('describe', {})
    await expect.poll(() => peer.taken.length).toBe(1)
    bridge.close()
    expect(await waiting).toMatchObject({ failure: { code: 'closed' } })
    expect(await bridge.invoke('describe', {})).toMatchObject({ failure: { code: 'closed' } })
    await expect.poll(() => peer.sockets()).toBe(0)
  })
})

describe('what is kept', () => {
  test('is told for a minute, by the clock, and then it is asked again', async () => {
    let now = 0
    const bridge = open({ nowMs: () => now })
    const sources: unknown[] = []
    for (const at of [0, 1, 59_999, 60_000, 60_001]) {
      now = at
      const answer = await bridge.invoke('describe', {})
      sources.push(answer.ok && answer.value.source)
    }
    expect(sources).toEqual(['peer', 'cache', 'cache', 'peer', 'cache'])
    const fresh = await bridge.invoke('describe', {}, { isFresh: true })
    expect(fresh).toMatchObject({ value: { source: 'peer' } })
    expect(peer.taken.length).toBe(3)
  })

  test('is known by what is asked, not by how it is written', async () => {
    const bridge = open()
    await bridge.invoke('evaluate', TRIAL)
    const same = Object.fromEntries(Object.entries(TRIAL).reverse())
    expect(await bridge.invoke('evaluate', same)).toMatchObject({ value: { source: 'cache' } })
    const other = { ...TRIAL, number: 1 }
    expect(await bridge.invoke('evaluate', other)).toMatchObject({ value: { source: 'peer' } })
  })

  test('is asked for once by all who ask at once', async () => {
    const bridge = open()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => bridge.invoke('describe', {})),
    )
    const sources = answers.map((each) => each.ok && each.value.source)
    expect(sources.filter((each) => each === 'peer').length).toBe(1)
    expect(sources.filter((each) => each === 'shared').length).toBe(49)
    expect(peer.taken.length).toBe(1)
  })

  test('is never a failure', async () => {
    const bridge = open()
    peer.results.describe = () => ({ name: 'peer' })
    expect(await bridge.invoke('describe', {})).toMatchObject({ failure: { code: 'result' } })
    peer.results.describe = () => ABOUT
    expect(await bridge.invoke('describe', {})).toMatchObject({ value: { source: 'peer' } })
  })

  test('has no more entries than it may', async () => {
    const bridge = open({ cache: { maxEntries: 2 } })
    const ask = async (number: number) => {
      const answer = await bridge.invoke('evaluate', { ...TRIAL, number })
      return answer.ok && answer.value.source
    }
    for (const number of [1, 2, 3]) await ask(number)
    expect([await ask(3), await ask(2), await ask(1)]).toEqual(['cache', 'cache', 'peer'])
  })
})

test('no more calls are under way than may be; those that wait for the same are one', async () => {
  peer.meddle = () => undefined
  const bridge = open({ maxCalls: 2 })
  const asked = [0, 1, 0].map((number) => bridge.invoke('evaluate', { ...TRIAL, number }))
  await expect.poll(() => peer.taken.length).toBe(2)
  expect(await bridge.invoke('evaluate', { ...TRIAL, number: 9 })).toMatchObject({
    failure: { code: 'busy' },
  })
  bridge.close()
  expect(await Promise.all(asked)).toMatchObject(asked.map(() => ({ failure: { code: 'closed' } })))
})

describe('an answer that is none', () => {
  const hash = (content: object) => createHash('sha256').update(sortedJson(content)).digest('hex')
  const forged = { result: { ...ABOUT, name: 'forged' } }
  let first: Answer | undefined

  test.each<[string, (answer: Answer) => unknown]>([
    ['of another version', (answer) => ({ ...answer, version: 2 })],
    ['with another content', (answer) => ({ ...answer, content: forged })],
    ['to another request', (answer) => ({ ...answer, request_sha256: '0'.repeat(64) })],
    ['with more beside', (answer) => ({ ...answer, more: 1 })],
    ['without content', ({ content: _, ...answer }) => answer],
    ['with an empty content', (answer) => ({ ...answer, content: {}, content_sha256: hash({}) })],
    ['in a list', (answer) => [answer]],
    ['that is null', () => null],
  ])('%s is refused', async (_, change) => {
    peer.meddle = (answer) => ({ body: JSON.stringify(change(answer)) })
    expect(await open().invoke('describe', {})).toMatchObject({ failure: { code: 'answer' } })
  })

  test('that was given before is none to what is asked now', async () => {
    const bridge = open({ cache: { maxEntries: 0 } })
    peer.meddle = (answer) => {
      first ??= answer
      return { body: JSON.stringify(first) }
    }
    expect(await bridge.invoke('describe', {})).toMatchObject({ ok: true })
    expect(await bridge.invoke('describe', {})).toMatchObject({
      failure: { code: 'answer', details: { faults: ['it is to another request'] } },
    })
  })

  test.each<[string, string | Uint8Array, object?]>([
    ['another status', '{}', { status: 500 }],
    [
      'a way to somewhere else',
      '{}',
      { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
    ],
    ['another media type', '{}', { headers: { 'content-type': 'text/html' } }],
    ['no JSON', '{'],
    ['nothing', ''],
    ['a member twice', '{"version":1,"version":1}'],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['JSON without an end of depth', '['.repeat(500_000)],
    ['too much', ' '.repeat(MAX_ANSWER_BYTES + 1)],
  ])('%s is refused', async (_, body, more = {}) => {
    peer.meddle = () => ({ body, ...more })
    expect(await open().invoke('describe', {})).toMatchObject({ failure: { code: 'answer' } })
  })

  test('a body without an end is cut off', async () => {
    let sent = 0
    peer.meddle = (_answer, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const chunk = Buffer.alloc(64 * 1024, ' ')
      const push = () => {
        while (!response.destroyed) {
          sent += chunk.length
          if (!response.write(chunk)) return void response.once('drain', push)
        }
      }
      push()
      return undefined
    }
    expect(await open().invoke('describe', {})).toMatchObject({ failure: { code: 'answer' } })
    await expect.poll(() => peer.sockets()).toBe(0)
    // What the sockets of both sides hold comes beside it.
    expect(sent).toBeLessThan(MAX_ANSWER_BYTES + 16 * 2 ** 20)
  })

  test('a peer that is not there cannot be reached', async () => {
    const gone = await startBridgePeer(signer.key.publicKey)
    await gone.close()
    expect(await open({ origin: gone.origin }).invoke('describe', {})).toMatchObject({
      failure: { code: 'unreachable', details: { faults: ['ECONNREFUSED'] } },
    })
  })

  test('what breaks off is none', async () => {
    peer.meddle = (_answer, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{', () => response.destroy())
      return undefined
    }
    expect(await open().invoke('describe', {})).toMatchObject({ failure: { code: 'unreachable' } })
  })
})

test('a peer that says no is quoted, in one line', async () => {
  peer.results = {}
  expect(await open().invoke('describe', {})).toMatchObject({
    failure: { code: 'refused', details: { faults: ['unknown: no such operation'] } },
  })
})

describe('a key of the other side', () => {
  test('is held against each answer: also one whose hashes are right', async () => {
    const bridge = open({ peerKey: parseVerifierKey(peer.verifierKey), cache: { maxEntries: 0 } })
    expect(await bridge.invoke('describe', {})).toMatchObject({ ok: true })
    const content = { result: { ...ABOUT, name: 'forged' } }
    const content_sha256 = createHash('sha256').update(sortedJson(content)).digest('hex')
    for (const change of [
      (answer: Answer) => ({ ...answer, content, content_sha256 }),
      ({ signature: _, ...answer }: Answer) => answer,
      (answer: Answer) => ({ ...answer, signature: '' }),
      (answer: Answer) => ({ ...answer, signature: Buffer.alloc(64).toString('base64') }),
      (answer: Answer) => ({ ...answer, signature: 'no base64' }),
    ]) {
      peer.meddle = (answer) => ({ body: JSON.stringify(change(answer)) })
      expect(await bridge.invoke('describe', {})).toMatchObject({ failure: { code: 'answer' } })
    }
  })

  test('of somebody else signs nothing', async () => {
    const { signer: other } = makeSigner()
    expect(await open({ peerKey: other.key }).invoke('describe', {})).toMatchObject({
      failure: { code: 'answer' },
    })
  })
})

test('the other side takes nothing that another key has signed', async () => {
  const { signer: stranger } = makeSigner()
  await open({ signer: stranger }).invoke('describe', {})
  expect([peer.taken, peer.refused]).toEqual([[], ['it is not signed']])
})

test('no byte of an answer can be another', async () => {
  const bridge = open({ cache: { maxEntries: 0 } })
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (place, by) => {
      let isChanged = false
      peer.meddle = ({ signature: _, ...answer }) => {
        const bytes = Buffer.from(JSON.stringify(answer))
        const at = place % bytes.length
        bytes[at] = bytes[at]! ^ by
        isChanged = true
        return { body: bytes }
      }
      const answer = await bridge.invoke('describe', {})
      expect(isChanged).toBe(true)
      expect(answer).toMatchObject({ ok: false, failure: { code: 'answer' } })
    }),
    { numRuns: tries(150) },
  )
})

test('any bytes are an answer or a failure that has a name, soon', async () => {
  const bridge = open({ cache: { maxEntries: 0 } })
  const anyBody = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.jsonValue({ maxDepth: 4 }).map((value) => Buffer.from(JSON.stringify(value))),
  )
  const anyStatus = fc.constantFrom(200, 200, 200, 204, 302, 404, 500)
  await fc.assert(
    fc.asyncProperty(anyBody, anyStatus, async (body, status) => {
      peer.meddle = () => ({ body, status })
      const answer = await bridge.invoke('describe', {}, { timeoutMs: 2000 })
      expect(answer).toMatchObject({ ok: false, failure: { code: 'answer' } })
    }),
    { numRuns: tries(150) },
  )
})

test('what is no HTTP at all is a failure too', async () => {
  for (const bytes of [
    '\0\0\0',
    'HTTP/1.1 999',
    'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
  ]) {
    peer.meddle = (_answer, { socket }) => void socket!.end(bytes)
    expect(await open().invoke('describe', {})).toMatchObject({
      failure: { code: expect.stringMatching(/^(unreachable|answer)$/) },
    })
  }
})

describe('what is told', () => {
  test('each call that starts stops or ends in an exception, and all fit the registry', async () => {
    const problems: unknown[] = []
    const events: unknown[] = []
    const bus = new EventBus({ onProblem: (problem) => problems.push(problem) })
    bus.subscribe('cerebros.bridge.#', ({ name, ...event }) =>
      events.push([name.split('.').at(-1), 'metadata' in event ? event.metadata : undefined]),
    )
    const bridge = open({ publisher: bus })
    await bridge.invoke('describe', {})
    await bridge.invoke('describe', {})
    await bridge.invoke('describe', { more: 1 })
    await bridge.invoke('x'.repeat(1000), {})
    peer.meddle = () => undefined
    await bridge.invoke('evaluate', TRIAL, { timeoutMs: 20 })
    expect(events).toEqual([
      ...[
        ['start', { op: 'describe' }],
        ['stop', { op: 'describe', source: 'peer' }],
      ],
      ...[
        ['start', { op: 'describe' }],
        ['stop', { op: 'describe', source: 'cache' }],
      ],
      ...[
        ['start', { op: 'describe' }],
        ['exception', { op: 'describe', code: 'args' }],
      ],
      ...[
        ['start', { op: 'x'.repeat(64) }],
        ['exception', { op: 'x'.repeat(64), code: 'args' }],
      ],
      ...[
        ['start', { op: 'evaluate' }],
        ['exception', { op: 'evaluate', code: 'timeout' }],
      ],
    ])
    expect(problems).toEqual([])
  })

  test('the other side is told of the trace that it is part of', async () => {
    const ended: unknown[] = []
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const tracer: Tracer = {
      isOn: true,
      begin: (name: string, { parent, kind }: SpanOptions): Span => ({
        traceparent,
        note() {},
        end: (error) => void ended.push([name, parent, kind, error === undefined]),
      }),
    }
    const bridge = open({ tracer })
    await bridge.invoke('describe', {}, { traceparent: 'outer' })
    peer.results = {}
    await bridge.invoke('describe', {}, { isFresh: true })
    expect(peer.taken.map((each) => each.traceparent)).toEqual([traceparent, traceparent])
    expect(ended).toEqual([
      ...[['bridge describe', 'outer', 'client', true]],
      ...[['bridge describe', undefined, 'client', false]],
    ])
  })
})
