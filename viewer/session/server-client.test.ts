import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineOperation } from '../../engine/resources/operation.ts'
import { TRACEPARENT } from '../../engine/telemetry/cloud-event.ts'
import { locate, ServerClient } from './server-client.ts'

const GET = defineOperation({
  ...{ name: 'things.get', about: 'Gives a thing.', resource: 'System', scope: 'read' },
  ...{ kind: 'query', method: 'GET', path: '/things/:thing_id' },
  input: z.strictObject({ thing_id: z.string(), limit: z.number().optional() }),
  output: z.strictObject({ thing_id: z.string() }),
})
const MAKE = defineOperation({
  ...{ name: 'things.make', about: 'Makes a thing.', resource: 'System', scope: 'write' },
  ...{ kind: 'command', method: 'POST', path: '/things' },
  input: z.strictObject({ name: z.string() }),
  output: z.strictObject({ thing_id: z.string() }),
})

const json = (status: number, value: unknown) =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } })

/** A client whose every question has this answer; what it asked is kept. */
function clientOf(answer: () => Response | Promise<Response>, timeoutMs = 1000) {
  const asked: { url: string; options: RequestInit }[] = []
  const client = new ServerClient({
    readToken: () => 'tl_0123456789',
    timeoutMs,
    fetch: async (url, options) => {
      asked.push({ url, options })
      return await answer()
    },
  })
  return { client, asked }
}

test('fields of the path, the query and the body are where the operation says', async () => {
  const { client, asked } = clientOf(() => json(200, { thing_id: 'a/b' }))
  expect(await client.call(GET, { thing_id: 'a/b c', limit: 5 })).toEqual({ thing_id: 'a/b' })
  await client.call(MAKE, { name: 'é' })
  expect(asked.map(({ url }) => url)).toEqual([
    '/api/v1/things/a%2Fb%20c?limit=5',
    '/api/v1/things',
  ])
  expect(asked[1]!.options.body).toBe('{"name":"é"}')
  const headers = asked.map(({ options }) => options.headers as Record<string, string>)
  expect(headers[0]!.authorization).toBe('Bearer tl_0123456789')
  expect(headers[0]!.traceparent).toMatch(TRACEPARENT)
  expect(headers[0]!.traceparent).not.toBe(headers[1]!.traceparent)
})

test('whatever a field holds, it stays one part of the path', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
      (text) => {
        const { url } = locate(GET, { thing_id: text })
        const [, id] = /^\/api\/v1\/things\/([^/?#]*)$/.exec(url)!
        expect(decodeURIComponent(id!)).toBe(text)
      },
    ),
  )
})

test.each([
  [401, { code: 'api/denied', message: 'no token' }, 'session/server-refused', 'no token'],
  [403, { code: 'api/denied', message: 'not you' }, 'session/server-refused', 'not you'],
  [409, { code: 'api/conflict', message: 'is done' }, 'api/conflict', 'is done'],
  [404, { code: 'api/not-found', message: 'no such thing' }, 'api/not-found', 'no such thing'],
  [404, { code: 'app/not-found', message: 'nothing' }, 'session/server-absent', 'npm start'],
  [500, { message: 'x' }, 'http/500', 'x'],
  [500, null, 'http/500', 'answered things.get with 500'],
  [200, { other: 1 }, 'session/server-answer', 'thing_id'],
])('an answer of %i with %j is the error %s', async (status, body, code, text) => {
  const { client } = clientOf(() => json(status, body))
  const failed = client.call(GET, { thing_id: 'a' })
  await expect(failed).rejects.toMatchObject({ code, message: expect.stringContaining(text) })
})

test.each([
  [200, '<!doctype html>', 'text/html', 'session/server-absent'],
  [404, 'not found', 'text/plain', 'session/server-absent'],
  [405, 'no', 'text/html', 'session/server-absent'],
  [502, 'bad gateway', 'text/html', 'session/server-answer'],
  [200, '{', 'application/json', 'session/server-answer'],
])('an answer of %i, %j as %s is the error %s', async (status, body, type, code) => {
  const { client } = clientOf(
    () => new Response(body, { status, headers: { 'content-type': type } }),
  )
  await expect(client.call(GET, { thing_id: 'a' })).rejects.toMatchObject({ code })
})

test('a server that says nothing is given up, and a caller may give up before', async () => {
  const client = new ServerClient({
    readToken: () => undefined,
    timeoutMs: 20,
    fetch: (_, { signal }) =>
      new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason))),
  })
  const code = 'session/server-unreachable'
  await expect(client.call(GET, { thing_id: 'a' })).rejects.toMatchObject({ code })
  const ender = new AbortController()
  const asked = client.call(GET, { thing_id: 'a' }, { signal: ender.signal })
  ender.abort(new Error('enough'))
  await expect(asked).rejects.toThrow('enough')
})
