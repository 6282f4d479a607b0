/**
 * That sockets stand whatever is said to them: messages of the protocol that are wrong, too many or too large, and bytes
 * that are no protocol at all, from connections that never get as far as to say who they are. Whoever keeps to the
 * protocol is answered all the while.
 */
import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { type ClientMessage, LIVE_PATH } from '../../engine/protocol/live-api.ts'
import type { Case } from '../../engine/testing/case.ts'
import { anyDamage } from '../../engine/testing/hostile-bytes.ts'
import { anyValue } from './any-input.ts'
import { anyTopic } from './denials.ts'
import { assertWell, type FuzzedApi, withinLimit } from './fuzzed-api.ts'
import { LiveClient } from './live-server.ts'

/** A server whose sockets are asked. */
export interface FuzzedSockets extends FuzzedApi {
  /** Any of its tokens as sockets want it. */
  tokenOf(token: string): string
}

/** Connections that are left standing at once, far fewer than a server lets in. */
const HALF_OPEN = 20

const anyId = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,8}$/)

/** Of few ids, so that some are doubled, and some are taken and ended that are there. */
const anySoundMessage: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc
    .tuple(anyId, anyTopic, fc.option(fc.string({ maxLength: 64 }), { nil: undefined }))
    .map(([id, topic, traceparent]) => ({
      ...{ kind: 'subscribe' as const, id, topic },
      ...(traceparent === undefined ? {} : { traceparent }),
    })),
  fc.constantFrom('a', 'b', 'c', 'd').chain((id) =>
    fc.oneof(
      anyTopic.map((topic) => ({ kind: 'subscribe' as const, id, topic })),
      fc.constant({ kind: 'unsubscribe' as const, id }),
      fc
        .oneof(fc.integer({ min: -1, max: 20 }), fc.maxSafeNat())
        .map((seq) => ({ kind: 'taken' as const, id, seq })),
    ),
  ),
)

/** What no server wants to hear. */
const anyWrongMessage: fc.Arbitrary<unknown> = fc.oneof(
  anyValue,
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(anySoundMessage, anyValue).map(([message, more]) => ({ ...message, more })),
  fc.tuple(anySoundMessage, anyValue).map(([message, id]) => ({ ...message, id })),
  fc.tuple(anyId, anyValue).map(([id, topic]) => ({ kind: 'subscribe', id, topic })),
  fc
    .tuple(anyId, fc.stringMatching(/^[a+#.]{1,9}$/))
    .map(([id, pattern]) => ({ kind: 'subscribe', id, topic: { kind: 'events', pattern } })),
  fc.tuple(anyId, anyValue).map(([id, seq]) => ({ kind: 'taken', id, seq })),
  fc.nat({ max: 40_000 }).map((length) => 'x'.repeat(length)),
)

/** Cases over a server; they may share it. */
export function listSocketFuzzCases(server: FuzzedSockets): Case[] {
  const anyToken = fc.constantFrom(...server.tokens)
  const anyTalk = fc.array(fc.oneof(anySoundMessage, anyWrongMessage), { maxLength: 30 })
  const anyCrowd = fc.record({
    ids: fc.integer({ min: 30, max: 80 }),
    topic: anyTopic,
    messages: fc.integer({ min: 0, max: 700 }),
  })
  return [
    {
      kind: 'sockets: messages',
      property: fc.asyncProperty(anyTalk, anyToken, (talk, token) =>
        standsWhile(server, () => sayAll(server, token, talk)),
      ),
    },
    {
      kind: 'sockets: more than may be said',
      property: fc.asyncProperty(anyCrowd, anyToken, ({ ids, topic, messages }, token) => {
        const subscribe = Array.from({ length: ids }, (_, n) => ({
          ...{ kind: 'subscribe', id: `n${n}`, topic },
        }))
        const taken = Array.from({ length: messages }, (_, n) => ({
          ...{ kind: 'taken', id: `n${n % ids}`, seq: n },
        }))
        return standsWhile(server, () => sayAll(server, token, [...subscribe, ...taken]))
      }),
    },
    {
      kind: 'sockets: frames and handshakes of bytes',
      property: fc.asyncProperty(anyConversation(server), fc.boolean(), (bytes, isLeft) =>
        standsWhile(server, async () => {
          const sockets = Array.from({ length: isLeft ? HALF_OPEN : 1 }, () => open(server, bytes))
          return () => {
            for (const socket of sockets) socket.destroy()
          }
        }),
      ),
    },
  ]
}

/** Has somebody keep to the protocol while others do what `begin` does, which gives what ends them. */
async function standsWhile(server: FuzzedSockets, begin: () => Promise<() => void>): Promise<void> {
  const end = await begin()
  try {
    await withinLimit(() => isHeard(server))
    assertWell(server)
  } finally {
    end()
  }
}

/** @throws where whoever has the first token, which counts, is not let in and answered. */
async function isHeard(server: FuzzedSockets): Promise<void> {
  const client = new LiveClient(server.address, server.tokenOf(server.tokens[0]!))
  try {
    await client.connected()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    client.onMessage = (message) => {
      if (message.kind === 'subscribed') resolve()
      else if (message.kind === 'refused') reject(new Error(`${message.code}: ${message.message}`))
    }
    client.socket.once('disconnect', () => reject(new Error('it was let go')))
    client.say({ kind: 'subscribe', id: 'well', topic: { kind: 'events', pattern: 'a.b.c' } })
    await promise
  } finally {
    client.close()
  }
}

/** Says all of it at once, where the token lets in; gives what ends the client, once it was answered or let go. */
async function sayAll(
  server: FuzzedSockets,
  token: string,
  talk: readonly unknown[],
): Promise<() => void> {
  const client = new LiveClient(server.address, server.tokenOf(token))
  const close = () => client.close()
  let wrong: unknown
  client.onMessage = (message) => {
    if (message.kind === 'refused' && message.code === 'api/internal') wrong = message
  }
  try {
    await client.connected()
  } catch {
    return close
  }
  for (const message of talk) client.socket.send(message)
  // The last word is answered after all others, unless the client is let go before.
  await new Promise<void>((resolve) => {
    client.socket.once('disconnect', () => resolve())
    client.socket.once('message', () => resolve())
    if (talk.length === 0 || client.socket.disconnected) resolve()
    client.socket.send({ kind: 'nothing' })
  })
  if (wrong !== undefined) throw new Error(`It says ${JSON.stringify(wrong)}`)
  return close
}

const PATH = `${LIVE_PATH}/?EIO=4&transport=websocket`
const TEXTS = [
  '40{"token":"x"}',
  '42["message",{}]',
  '2probe',
  '3',
  '41',
  '450-',
  '451-["m",{"_placeholder":true,"num":0}]',
] as const

/** A handshake, mostly whole, and frames, mostly none that are. */
function anyConversation({ tokens, tokenOf }: FuzzedSockets): fc.Arbitrary<Uint8Array> {
  const handshake = Buffer.from(
    `GET ${PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16, 7).toString('base64')}\r\n\r\n`,
  )
  const anyText = fc.oneof(
    fc.constantFrom(...TEXTS),
    fc.constantFrom(...tokens).map((token) => `40${JSON.stringify({ token: tokenOf(token) })}`),
    fc.string({ maxLength: 200 }),
    fc.nat({ max: 40_000 }).map((length) => `42["message","${'x'.repeat(length)}"]`),
    fc.nat({ max: 7000 }).map((depth) => `42${'['.repeat(depth)}`),
  )
  const anyFrame = fc.oneof(
    anyText.map((text) => frameOf(0x81, Buffer.from(text))),
    fc
      .tuple(fc.nat({ max: 255 }), fc.uint8Array({ maxLength: 300 }))
      .map(([first, payload]) => frameOf(first, payload)),
    // One that says that it is far longer than anything.
    fc
      .nat({ max: 255 })
      .map((byte) => Uint8Array.of(0x82, 0xff, byte, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
    fc.uint8Array({ maxLength: 100 }),
  )
  const anyStart = fc.oneof(
    { weight: 3, arbitrary: fc.constant<Uint8Array>(handshake) },
    { weight: 1, arbitrary: anyDamage(fc.constant<Uint8Array>(handshake)) },
    {
      weight: 1,
      arbitrary: fc.nat({ max: handshake.length }).map((end) => handshake.subarray(0, end)),
    },
  )
  return fc
    .tuple(anyStart, fc.array(anyFrame, { maxLength: 8 }))
    .map(([start, frames]) => Uint8Array.from(Buffer.concat([start, ...frames])))
}

/** A frame of a client by RFC 6455, section 5.2: masked, with a first byte that may say anything. */
function frameOf(first: number, payload: Uint8Array): Uint8Array {
  const { length } = payload
  const size =
    length < 126
      ? Uint8Array.of(0x80 | length)
      : length < 65_536
        ? Uint8Array.of(0xfe, length >> 8, length & 255)
        : Uint8Array.of(
            0xff,
            0,
            0,
            0,
            0,
            0,
            (length >> 16) & 255,
            (length >> 8) & 255,
            length & 255,
          )
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([Uint8Array.of(first), size, Buffer.alloc(4), payload])
}

/** Sends bytes, and stays. */
function open({ address }: FuzzedSockets, bytes: Uint8Array): Socket {
  const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1' }, () => {
    socket.write(bytes)
  })
  // A server may close as it likes.
  return socket.on('error', () => {}).resume()
}
