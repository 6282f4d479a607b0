/**
 * That every surface answers whatever it is asked: with what was asked for, or a refusal that has a code; within a
 * second, never as a failure of the server, and in bounded memory.
 */
import { connect } from 'node:net'
import fc from 'fast-check'
import type { OperationType } from '../../engine/resources/operation.ts'
import type { Case } from '../../engine/testing/case.ts'
import { anyDamage, anyDamagedText } from '../../engine/testing/hostile-bytes.ts'
import { fieldOf, listGraphqlOperations } from '../api/graphql/build-graphql-schema.ts'
import { listTools, toolOf } from '../api/mcp-route.ts'
import { anyInput, anyValue, TROUBLE } from './any-input.ts'
import { type Asked, assertWell, type FuzzedApi, isAnswered, withinLimit } from './fuzzed-api.ts'
import { buildGraphqlDocument } from './graphql-document.ts'
import { buildRestRequest } from './rest-request.ts'

/** Bytes that some readers take for JSON. */
const BODIES = [
  '',
  '{',
  '[',
  'null',
  '"x"',
  '{"a":1,"a":2}',
  '[1]',
  '1e999',
  '\ufeff{}',
  '{"query":1}',
] as const

const encodeUtf8 = (text: string) => new TextEncoder().encode(text)

const anyBody: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constantFrom(...BODIES).map(encodeUtf8),
  fc.uint8Array({ maxLength: 300 }),
  fc.json({ maxDepth: 4 }).map(encodeUtf8),
  fc.nat({ max: 20_000 }).map((depth) => encodeUtf8('['.repeat(depth))),
  fc
    .nat({ max: 5_000 })
    .map((depth) => encodeUtf8(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)),
  fc.nat({ max: 3_000_000 }).map((length) => encodeUtf8(`"${'x'.repeat(length)}"`)),
)

const TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/octet-stream',
  'multipart/form-data; boundary=x',
  'application/graphql',
  'x',
] as const
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const

/** Cases over a server; they may share it. */
export function listApiFuzzCases(server: FuzzedApi): Case[] {
  const api = pickOperations(server)
  const anyOperation = fc.constantFrom(...api.operations)
  const anyToken = fc.constantFrom(...api.tokens)
  const asked = (kind: string, requests: fc.Arbitrary<Asked>): Case => ({
    kind,
    property: fc.asyncProperty(requests, (request) => isAnswered(api, request)),
  })
  const restInputs = fc
    .tuple(
      anyOperation.chain((each) => anyInput(each).map((input) => [each, input] as const)),
      anyToken,
    )
    .map(([[operation, input], token]) => ({ ...buildRestRequest(operation, input), token }))
  return [
    asked('REST: inputs', restInputs),
    asked('REST: methods and bodies', anyWrongRequest(anyOperation, anyToken)),
    asked('REST: paths', anyPath(api.operations, anyToken)),
    asked('headers', anyHeaders(anyOperation)),
    asked('health, readiness and metrics', anyWatching(anyToken)),
    asked('GraphQL: inputs', anyGraphql(api, anyToken)),
    asked('GraphQL: documents', anyDamagedGraphql(api, anyToken)),
    asked('GraphQL: bodies', anyBodyAt('/graphql', anyToken)),
    asked('MCP: inputs', anyMcp(api, anyToken)),
    asked('MCP: messages', anyMcpMessage(anyToken)),
    asked('MCP: bodies', anyBodyAt('/mcp', anyToken)),
    {
      kind: 'bytes that are nearly HTTP',
      property: fc.asyncProperty(anyHttpBytes(api), (bytes) => isEnded(api, bytes)),
    },
  ]
}

/** Whoever switches a surface off has it refuse all that comes after: `switch-fuzz.ts` tries these, and puts all back. */
const SWITCHES: ReadonlySet<string> = new Set(['flags.set', 'policies.change'])

function pickOperations(server: FuzzedApi): FuzzedApi {
  return {
    get address() {
      return server.address
    },
    get defects() {
      return server.defects
    },
    tokens: server.tokens,
    operations: server.operations.filter(({ name }) => !SWITCHES.has(name)),
  }
}

function anyWrongRequest(
  anyOperation: fc.Arbitrary<OperationType>,
  anyToken: fc.Arbitrary<string>,
) {
  return fc
    .record({
      operation: anyOperation,
      method: fc.constantFrom(...METHODS),
      type: fc.constantFrom(...TYPES),
      body: anyBody,
      token: anyToken,
    })
    .map(({ operation, method, type, body, token }): Asked => {
      const { path } = buildRestRequest(operation, {})
      const hasBody = method !== 'GET' && method !== 'HEAD'
      return {
        method,
        path,
        token,
        headers: { 'content-type': type },
        body: hasBody ? body : undefined,
      }
    })
}

function anyPath(operations: readonly OperationType[], anyToken: fc.Arbitrary<string>) {
  const paths = [
    ...operations.map((each) => buildRestRequest(each, {}).path),
    '/api/v1/openapi.json',
  ]
  const anyText = anyDamagedText(fc.constantFrom(...paths)).map((text) =>
    // What a client cannot send at all is tried as bytes.
    encodeURI(text.toWellFormed()).replaceAll(/[\s#]/g, '').slice(0, 8000),
  )
  return fc.tuple(anyText, fc.constantFrom(...METHODS), anyToken).map(
    ([path, method, token]): Asked => ({
      method,
      path: `/${path.replace(/^\/+/, '')}`,
      token,
      headers: {},
      body: undefined,
    }),
  )
}

/** Whoever watches over a server asks like anybody else. */
function anyWatching(anyToken: fc.Arbitrary<string>): fc.Arbitrary<Asked> {
  const anyPlace = fc.tuple(
    fc.constantFrom('/health', '/ready', '/metrics'),
    fc.oneof(fc.constant(''), fc.string({ maxLength: 40 })),
  )
  return fc
    .record({
      place: anyPlace,
      method: fc.constantFrom(...METHODS),
      token: anyToken,
      headers: anySomeHeaders,
      body: anyBody,
    })
    .map(({ place: [path, query], method, token, headers, body }) => ({
      ...{ method, token, headers },
      path: query === '' ? path : `${path}?${encodeURIComponent(query.toWellFormed())}`,
      body: method === 'GET' || method === 'HEAD' ? undefined : body,
    }))
}

const anyHeaderText = fc
  .oneof(fc.constantFrom(...TROUBLE), fc.string({ maxLength: 200 }))
  .map((text) => text.replaceAll(/[^\x20-\x7e]/g, '').trim())

const HEADERS = [
  'authorization',
  'origin',
  'x-correlation-id',
  'traceparent',
  'tracestate',
  'accept',
  'accept-encoding',
  'content-type',
  'mcp-protocol-version',
  'if-none-match',
  'range',
] as const

const anySomeHeaders = fc.dictionary(fc.constantFrom(...HEADERS), anyHeaderText, { maxKeys: 5 })

function anyHeaders(anyOperation: fc.Arbitrary<OperationType>): fc.Arbitrary<Asked> {
  const anyPlace = fc.oneof(
    anyOperation.map((each) => buildRestRequest(each, {})),
    fc.constantFrom('/graphql', '/mcp').map((path) => ({ method: 'POST', path, body: '{}' })),
  )
  return fc
    .tuple(anyPlace, anySomeHeaders)
    .map(([{ method, path, body }, headers]) => ({ method, path, body, headers }))
}

const JSON_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
} as const

const post = (path: string, token: string, body: unknown): Asked => ({
  ...{ method: 'POST', path, token, headers: JSON_HEADERS },
  body: JSON.stringify(body),
})

function anyGraphql({ operations }: FuzzedApi, anyToken: fc.Arbitrary<string>) {
  const anyQuery = fc.constantFrom(...listGraphqlOperations(operations))
  const anyAsked = anyQuery.chain((each) => anyInput(each).map((input) => [each, input] as const))
  return fc
    .tuple(anyAsked, anyToken, fc.boolean(), fc.option(anyValue))
    .map(([[operation, input], token, isVariable, variables]) => {
      const query = buildGraphqlDocument(operations, operation, input)
      return post('/graphql', token, isVariable ? { query, variables } : { query })
    })
}

function anyDamagedGraphql({ operations }: FuzzedApi, anyToken: fc.Arbitrary<string>) {
  const names = listGraphqlOperations(operations).map(fieldOf)
  const documents = [
    ...names.map(
      (name) =>
        `query Q($a: SafeInt = 1) { a: ${name} { ...F __typename } } fragment F on Query { ${name} { items { seq } } }`,
    ),
    '{ __schema { types { name fields { name type { name ofType { name } } } } } }',
    'subscription { a } mutation { b(c: {d: [1, "e"]}) @skip(if: true) }',
  ]
  const anyDocument = anyDamagedText(fc.constantFrom(...documents))
  return fc.tuple(anyDocument, anyToken).map(([query, token]) => post('/graphql', token, { query }))
}

function anyBodyAt(path: string, anyToken: fc.Arbitrary<string>): fc.Arbitrary<Asked> {
  return fc
    .record({
      method: fc.constantFrom(...METHODS),
      type: fc.constantFrom(...TYPES),
      body: anyBody,
      token: anyToken,
    })
    .map(({ method, type, body, token }) => ({
      ...{ method, path, token, headers: { ...JSON_HEADERS, 'content-type': type } },
      body: method === 'GET' || method === 'HEAD' ? undefined : body,
    }))
}

function anyMcp({ operations }: FuzzedApi, anyToken: fc.Arbitrary<string>) {
  const anyTool = fc.constantFrom(...listTools(operations))
  const anyCall = anyTool.chain((each) => anyInput(each).map((input) => [each, input] as const))
  return fc.tuple(anyCall, anyToken).map(([[operation, input], token]) => {
    const params = { name: toolOf(operation), arguments: input }
    return post('/mcp', token, { jsonrpc: '2.0', id: 1, method: 'tools/call', params })
  })
}

const MCP_METHODS = [
  'initialize',
  'ping',
  'tools/list',
  'tools/call',
  'resources/list',
  'prompts/get',
  'logging/setLevel',
  'tasks/list',
  'notifications/initialized',
  'notifications/cancelled',
  'nothing',
] as const

function anyMcpMessage(anyToken: fc.Arbitrary<string>) {
  const message = fc.record(
    {
      jsonrpc: fc.oneof(fc.constant('2.0'), anyValue),
      id: fc.oneof(fc.nat(), anyValue),
      method: fc.oneof(fc.constantFrom(...MCP_METHODS), fc.string()),
      params: fc.oneof(
        fc.constant({}),
        anyValue,
        fc.record({ name: anyValue, arguments: anyValue, _meta: anyValue }),
      ),
      result: anyValue,
      error: anyValue,
    },
    { requiredKeys: ['jsonrpc'] },
  )
  return fc.tuple(message, anyToken).map(([each, token]) => post('/mcp', token, each))
}

function anyHttpBytes({ tokens }: FuzzedApi): fc.Arbitrary<Uint8Array> {
  const request = (line: string, body: string) =>
    encodeUtf8(
      `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${tokens[0]}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
  return anyDamage(
    fc.constantFrom(
      request('GET /api/v1/ledger?x=1', ''),
      request('POST /graphql', '{"query":"{ __typename }"}'),
      request('POST /mcp', '{"jsonrpc":"2.0","id":1,"method":"ping"}'),
    ),
  )
}

/** @throws where the connection does not end, or ends in what is no answer. */
async function isEnded(api: FuzzedApi, bytes: Uint8Array): Promise<void> {
  await withinLimit(async () => {
    const answer = await exchange(Number(new URL(api.address).port), bytes)
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]
    if (answer !== '' && (status === undefined || status >= '500')) {
      throw new Error(`the answer is ${answer.slice(0, 300)}`)
    }
    assertWell(api)
  })
}

function exchange(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.end(bytes))
    socket.setEncoding('utf8')
    socket.setTimeout(9_000, () => socket.destroy(new Error('the connection does not end')))
    socket.on('data', (text) => {
      answer += text
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server may close before it was told all.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(answer)
      else reject(error)
    })
    socket.on('close', () => resolve(answer))
  })
}
