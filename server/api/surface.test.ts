/** Policies are told where something is asked by the route that answers, however its address is written. */
import { fastify } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { defineOperation } from '../../engine/resources/operation.ts'
import type { GateRequest } from '../policy/gate.ts'
import { addApi } from './add-api.ts'
import { handle } from './handler.ts'
import { OperationDesk } from './operation-desk.ts'

const LOOK = defineOperation({
  ...{ name: 'system.look', about: 'Looks.', resource: 'System', scope: 'read', kind: 'query' },
  ...{ method: 'GET', path: '/look', isTool: true },
  input: z.strictObject({}),
  output: z.strictObject({}),
})

test.each([
  ['GET', '/api/v1/look', 'rest'],
  ['GET', '/%61pi/v1/look', 'rest'],
  ['POST', '/mcp', 'mcp'],
  ['POST', '/%6dcp', 'mcp'],
  ['POST', '/m%63p?x=/graphql', 'mcp'],
] as const)('%s %s is on the surface %s', async (method, url, surface) => {
  const asked: GateRequest[] = []
  const desk = new OperationDesk({
    gate: {
      async decide(request) {
        asked.push(request)
        return { id: 'v', decision: 'allow', reason: 'the test says so', cause: undefined }
      },
      mask: (_principal, _resource, value) => value,
      admit: () => ({ isAdmitted: true, retryAfterMs: 0 }),
    },
    handlers: [handle(LOOK, async () => ({}))],
    publishEvent: () => Promise.reject(new Error('nothing is published here')),
  })
  const server = fastify()
  onTestFinished(() => server.close())
  await addApi(server, {
    ...{ desk, version: '0.0.0', onDefect: (error) => expect(error).toBeUndefined() },
    door: {
      authenticate: async () => ({ id: 'somebody', scopes: ['read'] }),
      isWelcome: () => true,
    },
  })
  const call = { name: 'system_look', arguments: {} }
  const response = await server.inject({
    ...{ method, url },
    headers: {
      authorization: 'Bearer token',
      accept: 'application/json, text/event-stream',
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    },
    ...(method === 'POST'
      ? { payload: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: call } }
      : {}),
  })
  expect(response.statusCode).toBe(200)
  expect(asked.map((each) => each.surface)).toEqual([surface])
})
