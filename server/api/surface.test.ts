/** Policies are told where something is asked by the route that answers, however its address is written. */
import { expect, onTestFinished, test } from 'vitest'
import { buildBareApi } from '../testing/bare-api.ts'

test.each([
  ['GET', '/api/v1/look', 'rest'],
  ['GET', '/%61pi/v1/look', 'rest'],
  ['POST', '/mcp', 'mcp'],
  ['POST', '/%6dcp', 'mcp'],
  ['POST', '/m%63p?x=/graphql', 'mcp'],
] as const)('%s %s is on the surface %s', async (method, url, surface) => {
  const { server, asked } = await buildBareApi()
  onTestFinished(() => server.close())
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
