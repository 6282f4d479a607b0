/** MCP, over real sockets, by the client of its own library. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type OpenApi, openApi, TOKENS } from '../testing/open-api.ts'
import { listTools, toolOf } from './mcp-route.ts'

let api: OpenApi

beforeAll(async () => {
  api = await openApi()
})
afterAll(async () => {
  await api.close()
  expect(api.defects).toEqual([])
})

async function connect(token: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  const requestInit = { headers: { authorization: `Bearer ${token}` } }
  const transport = new StreamableHTTPClientTransport(new URL(`${api.address}/mcp`), {
    requestInit,
  })
  // The library types an absent session as undefined.
  await client.connect(transport as never)
  onTestFinished(() => client.close())
  return client
}

async function call(client: Client, name: string, input: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: input })
  const [first] = content as { type: string; text: string }[]
  return { isError: isError === true, value: JSON.parse(first!.text) }
}

test('the tools are the operations that say so, each with the schema of its input', async () => {
  const { tools } = await (await connect(TOKENS.reader)).listTools()
  expect(tools.map(({ name }) => name)).toEqual(listTools(api.desk.operations).map(toolOf))
  const proof = tools.find(({ name }) => name === 'ledger_proof')!
  expect(proof.inputSchema).toMatchObject({
    ...{ type: 'object', required: ['seq'], additionalProperties: false },
    properties: { seq: { type: 'integer', minimum: 0 } },
  })
  expect(proof.annotations).toMatchObject({ readOnlyHint: true })
})

test('a tool does what its operation does', async () => {
  const { isError, value } = await call(await connect(TOKENS.reader), 'ledger_status')
  expect(isError).toBe(false)
  expect(value).toMatchObject({ origin: api.record.ledger.origin, is_taking_entries: true })
})

test('what is refused is told to the model, with its code', async () => {
  const client = await connect(TOKENS.reader)
  const failureOf = async (name: string, input?: Record<string, unknown>) => {
    const { isError, value } = await call(client, name, input)
    return [isError, value.status, value.code]
  }
  expect(await failureOf('ledger_proof', { seq: 99 })).toEqual([true, 404, 'api/not-found'])
  expect(await failureOf('ledger_proof', { seq: 'x' })).toEqual([true, 400, 'api/input'])
  expect(await failureOf('ledger_proof', { seq: 0, x: 1 })).toEqual([true, 400, 'api/input'])
  expect(await failureOf('nothing')).toEqual([true, 404, 'api/not-found'])
})

test('what is no tool is not done by its name', async () => {
  const { value } = await call(await connect(TOKENS.admin), 'ledger_entries')
  expect(value).toMatchObject({ status: 404 })
  const { value: other } = await call(await connect(TOKENS.admin), 'ledger.entries')
  expect(other).toMatchObject({ status: 404 })
})

test('a token of no scopes is refused each tool, and without a token nothing is answered', async () => {
  const { value } = await call(await connect(TOKENS.nobody), 'ledger_status')
  expect(value).toMatchObject({ status: 403, code: 'api/denied' })
  await expect(connect('wrong')).rejects.toThrow()
  const response = await fetch(`${api.address}/mcp`, { method: 'POST', body: '{}' })
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
})

test.each([
  ['another method', { method: 'GET' }, 405],
  ['several messages at once', { method: 'POST', body: '[]' }, 400],
  ['no message of the protocol', { method: 'POST', body: '{"a":1}' }, 400],
  ['no token', { method: 'POST', body: '{}', token: 'wrong' }, 401],
  ['another page', { method: 'POST', body: '{}', origin: 'http://evil.example' }, 403],
] as const)('%s is refused', async (_, init, status) => {
  const {
    token = TOKENS.reader,
    origin,
    ...rest
  } = { origin: undefined, ...init } as {
    token?: string
    origin: string | undefined
  }
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    ...(origin === undefined ? {} : { origin }),
  }
  const response = await fetch(`${api.address}/mcp`, { headers, ...rest })
  expect(response.status).toBe(status)
})
