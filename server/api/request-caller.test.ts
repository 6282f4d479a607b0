/** A connection that ends tells whoever still works for it. */
import { type FastifyReply, fastify } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Door } from './door.ts'
import { readCaller } from './request-caller.ts'

const DOOR: Door = {
  authenticate: async () => ({ id: 'someone', scopes: [] }),
  isWelcome: () => true,
  isListed: () => false,
  admit: () => ({ isAdmitted: true, retryAfterMs: 0 }),
  isOn: () => true,
}

const server = fastify()
const begun = Promise.withResolvers<AbortSignal>()
const answered: { signal?: AbortSignal | undefined; reply?: FastifyReply } = {}
let address: string

beforeAll(async () => {
  server.post('/slow', async (request, reply) => {
    const { signal } = await readCaller(DOOR, 'rest', request, reply)
    begun.resolve(signal!)
    await new Promise((resolve) => signal!.addEventListener('abort', resolve))
    return 'too late'
  })
  server.post('/quick', async (request, reply) => {
    const { signal } = await readCaller(DOOR, 'rest', request, reply)
    Object.assign(answered, { signal, reply })
    return 'done'
  })
  address = await server.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => server.close())

test('a caller who hangs up has gone, and one who was answered has not', async () => {
  const hanging = new AbortController()
  const body = { method: 'POST', body: '{"n":1}', headers: { 'content-type': 'application/json' } }
  const asked = fetch(`${address}/slow`, { ...body, signal: hanging.signal })
  const signal = await begun.promise
  expect(signal.aborted).toBe(false)
  hanging.abort()
  await expect(asked).rejects.toThrow()
  await expect.poll(() => signal.aborted).toBe(true)

  expect(await (await fetch(`${address}/quick`, body)).text()).toBe('done')
  await expect.poll(() => answered.reply?.raw.closed).toBe(true)
  expect(answered.signal?.aborted).toBe(false)
})
