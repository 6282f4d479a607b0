/** What is told before anything of a request is read, over real sockets. */
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BareApiOptions, buildBareApi, LISTED } from '../testing/bare-api.ts'

const JSON_TYPES = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}
const SOMEBODY = { authorization: 'Bearer token' }

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

type Answer = readonly [status: number, code: string | undefined]

async function open(options: BareApiOptions) {
  const api = await buildBareApi(options)
  onTestFinished(() => api.server.close())
  const address = await api.server.listen({ host: '127.0.0.1', port: 0 })
  const send = (path: string, init: RequestInit = {}, headers: object = SOMEBODY) =>
    fetch(address + path, { ...init, headers: { ...JSON_TYPES, ...headers } })
  const ask = async (path: string, body?: unknown, headers?: object): Promise<Answer> => {
    const text = textOf(body)
    const init = body === undefined ? {} : { method: 'POST', body: text }
    const response = await send(path, init, headers)
    const answer = JSON.parse((await response.text()) || '{}')
    return [response.status, answer.code ?? answer.errors?.[0]?.extensions?.code]
  }
  return { api, address, send, ask }
}

const rpc = (method: string, params: object = {}) => ({ jsonrpc: '2.0', id: 1, method, params })
const document = (query: string) => ({ query })

/** Each costs its caller one request, whatever the desk is asked for it. */
const REQUESTS: readonly (readonly [string, string, unknown?])[] = [
  ['an operation', '/api/v1/look'],
  ['a wrong input', '/api/v1/look?x=1'],
  ['a command', '/api/v1/things/a/turn', { by: 1 }],
  ['a body that is none', '/api/v1/things/a/turn', '{'],
  ['a path that is not there', '/api/v1/nothing'],
  ['a method that is not there', '/api/v1/look', {}],
  ['the description of REST', '/api/v1/openapi.json'],
  ['a document of GraphQL', '/graphql', document('{ system_look { at } }')],
  ['one that asks nothing', '/graphql', document('{ __typename }')],
  ['one that is none', '/graphql', document('{')],
  ['the schema of GraphQL', '/graphql', document('{ __schema { queryType { name } } }')],
  [
    'the beginning of MCP',
    '/mcp',
    rpc('initialize', {
      ...{ protocolVersion: '2025-06-18', capabilities: {} },
      clientInfo: { name: 'a', version: '1' },
    }),
  ],
  ['the tools of MCP', '/mcp', rpc('tools/list')],
  ['a tool', '/mcp', rpc('tools/call', { name: 'system_look', arguments: {} })],
  ['no message of MCP', '/mcp', {}],
]

describe('how often somebody may ask', () => {
  const requests = REQUESTS.map(([name, path, body]) => ({ name, path, body }))

  test.each(requests)('$name counts once', async ({ path, body }) => {
    const { api, ask } = await open({ rate: { perSecond: 1, burst: 3 } })
    const seen: number[] = []
    for (let i = 0; i < 4; i++) seen.push((await ask(path, body))[0])
    expect(seen.slice(0, 3)).not.toContain(429)
    expect(seen[3]).toBe(429)
    api.nowMs += 1000
    expect((await ask(path, body))[0]).not.toBe(429)
    expect((await ask(path, body))[0]).toBe(429)
  })

  test('each further field that asks the desk counts', async () => {
    const { ask } = await open({ rate: { perSecond: 1, burst: 3 } })
    const two = document('{ a: system_look { at } b: system_look { at } }')
    expect(await ask('/graphql', two)).toEqual([200, undefined])
    expect(await ask('/api/v1/look')).toEqual([200, undefined])
    expect(await ask('/api/v1/look')).toEqual([429, 'api/too-many'])
  })

  test('what costs more than was known before delays what comes next', async () => {
    const { api, send } = await open({ rate: { perSecond: 10, burst: 10 } })
    expect((await send('/api/v1/dig/50')).status).toBe(200)
    const refused = await send('/api/v1/look')
    // 51 were taken of 10: the next is due when 42 more have come in.
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    api.nowMs += 4199
    expect((await send('/api/v1/look')).status).toBe(429)
    api.nowMs += 1
    expect((await send('/api/v1/look')).status).toBe(200)
  })

  test('is counted by token, and by address for all who have none that counts', async () => {
    const { ask } = await open({ rate: { perSecond: 1, burst: 2 } })
    const nobody = [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic token' }]
    const seen: number[] = []
    for (const headers of nobody) seen.push((await ask('/api/v1/look', undefined, headers))[0])
    expect(seen).toEqual([401, 401, 429])
    expect((await ask('/api/v1/look'))[0]).toBe(200)
  })

  test('nothing of a body is waited for when it comes too soon, or without a token', async () => {
    const { address, ask } = await open({ rate: { perSecond: 1, burst: 2 } })
    // Only the headers are sent: whoever read the body first would wait for it.
    const begin = (path: string, headers: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(new URL(address).port), '127.0.0.1', () =>
          socket.write(
            `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}` +
              'Content-Length: 9\r\n\r\n',
          ),
        )
        socket.once('data', (text) => {
          resolve(String(text).slice(9, 12))
          socket.destroy()
        })
        socket.once('error', reject)
      })
    expect(await begin('/api/v1/things/a/turn', '')).toBe('401')
    expect(await begin('/graphql', '')).toBe('401')
    expect(await begin('/mcp', '')).toBe('429')
    for (let i = 0; i < 2; i++) await ask('/api/v1/look')
    expect(await begin('/graphql', 'Authorization: Bearer token\r\n')).toBe('429')
  })
})

describe('somebody without a token is told that before they are told what is wrong', () => {
  const WRONG: readonly (readonly [string, unknown?, object?])[] = [
    ['/api/v1/look?x=1'],
    ['/api/v1/look?at=1&at=2'],
    [`/api/v1/look?at=${'x'.repeat(99)}`],
    ['/api/v1/things/a/turn?thing=b', {}],
    ['/api/v1/things/%00/turn', { by: 1 }],
    ['/api/v1/things/a/turn', '{'],
    ['/api/v1/things/a/turn', '[]'],
    ['/api/v1/things/a/turn', `"${'x'.repeat(70_000)}"`],
    ['/api/v1/things/a/turn', 'a=1', { 'content-type': 'text/plain' }],
    ['/graphql', '{'],
    ['/graphql', '[]'],
    ['/graphql', document('{')],
    ['/graphql', document('{ nothing }')],
    ['/graphql', document('{ __typename }')],
    ['/graphql', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['/mcp', '{'],
    ['/mcp', {}],
    ['/mcp', 'a=1', { 'content-type': 'text/plain' }],
    ['/mcp', `"${'x'.repeat(2_000_000)}"`],
  ]

  test.each(WRONG.map((each, at) => [at, ...each] as const))(
    'case %i: %.40s',
    async (_, path, body, headers = {}) => {
      const { send } = await open({})
      const text = textOf(body)
      const init = body === undefined ? {} : { method: 'POST', body: text }
      const response = await send(path, init, headers)
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    },
  )

  test('unless policies let them', async () => {
    const { api, ask } = await open({ allows: ({ resource }) => resource.id !== 'b' })
    const told: Answer[] = [
      await ask('/api/v1/look?x=1', undefined, {}),
      await ask('/api/v1/things/a/turn', '{', {}),
      await ask('/api/v1/things/a/turn', { by: 1 }, {}),
      await ask('/api/v1/things/b/turn', '{', {}),
    ]
    expect(told).toEqual([
      [400, 'api/input'],
      [400, 'api/body'],
      [200, undefined],
      [401, 'api/denied'],
    ])
    expect(api.asked.map(({ resource }) => resource.id)).toEqual(['*', 'a', 'a', 'a', 'b'])
  })
})

test.each([
  ['features.graphql', '/graphql', document('{ __schema { queryType { name } } }')],
  ['features.mcp', '/mcp', rpc('tools/list')],
] as const)('while %s is off, nothing is answered at %s', async (flag, path, body) => {
  const { ask } = await open({ off: [flag] })
  expect(await ask(path, body)).toEqual([403, 'api/feature-off'])
  expect(await ask(path, body, {})).toEqual([401, 'api/token'])
  expect(await ask('/api/v1/look')).toEqual([200, undefined])
})

describe('what is said twice or otherwise', () => {
  /** Sends bytes as they are, which `fetch` would tidy up. */
  const exchange = (address: string, head: string) =>
    new Promise<string>((resolve, reject) => {
      let answer = ''
      const { hostname, port } = new URL(address)
      const socket = connect(Number(port), hostname, () =>
        socket.write(`${head}Authorization: Bearer token\r\nConnection: close\r\n\r\n`),
      )
      socket.setEncoding('utf8').on('data', (text) => {
        answer += text
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(answer))
    })

  test('two hosts are none', async () => {
    const { address } = await open({})
    const head = 'GET /api/v1/look HTTP/1.1\r\nHost: a\r\n'
    expect(await exchange(address, head)).toMatch(/^HTTP\/1\.1 200 /)
    expect(await exchange(address, `${head}Host: a\r\n`)).toMatch(
      /^HTTP\/1\.1 403 [\s\S]*api\/origin/,
    )
  })

  test('what a path is not there for is told with what it is there for, whatever the method', async () => {
    const { send } = await open({})
    for (const method of ['OPTIONS', 'PATCH', 'POST', 'PUT', 'DELETE']) {
      const { status, headers } = await send('/api/v1/look', { method })
      expect([method, status, headers.get('allow')]).toEqual([method, 405, 'GET, HEAD'])
    }
    const { status, headers } = await send('/api/v1/things/a/turn', { method: 'HEAD' })
    expect([status, headers.get('allow')]).toEqual([405, 'POST'])
  })

  test('no page of another origin is told that it may ask', async () => {
    const { send } = await open({})
    const origin = 'https://a.example'
    const wanted = { origin, 'access-control-request-method': 'GET' }
    for (const path of ['/api/v1/look', '/graphql', '/mcp']) {
      const { headers } = await send(path, { method: 'OPTIONS' }, wanted)
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  test('a page that was listed is told so, on all surfaces, without a token', async () => {
    const { api, send } = await open({})
    const wanted = { origin: LISTED, 'access-control-request-method': 'POST' }
    for (const path of ['/api/v1/look', '/api/v1/nothing', '/graphql', '/mcp', '/metrics']) {
      const { status, headers } = await send(path, { method: 'OPTIONS' }, wanted)
      const allowed = headers.get('access-control-allow-headers')
      expect([path, status, headers.get('vary')]).toEqual([path, 204, 'Origin'])
      expect(headers.get('access-control-allow-origin')).toBe(LISTED)
      expect(allowed).toMatch(/Authorization, Content-Type/)
    }
    expect(api.asked).toEqual([])
    const { headers } = await send('/api/v1/look', {}, { ...SOMEBODY, origin: LISTED })
    expect(headers.get('access-control-allow-origin')).toBe(LISTED)
    // Also of a refusal it may know why.
    const refused = await send('/api/v1/look', {}, { origin: LISTED })
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      401,
      LISTED,
    ])
  })

  test('a page that was listed reads that it asks too often, and that its request is none; others do not', async () => {
    const { address, send } = await open({ rate: { perSecond: 1, burst: 1 } })
    const pages = [LISTED, 'https://a.example']
    const look = (origin: string) => send('/api/v1/look', {}, { ...SOMEBODY, origin })
    expect((await look(LISTED)).status).toBe(200)
    const seen: unknown[] = []
    for (const origin of pages) {
      const { status, headers } = await look(origin)
      seen.push([status, headers.get('access-control-allow-origin'), headers.get('vary')])
    }
    expect(seen).toEqual([
      [429, LISTED, 'Origin'],
      [429, null, 'Origin'],
    ])
    const allowed = pages.map(async (origin) => {
      const head = `GET /api/v1/look HTTP/1.1\r\nHost: a\r\nHost: a\r\nOrigin: ${origin}\r\n`
      const answer = await exchange(address, head)
      return [answer.slice(9, 12), /access-control-allow-origin: (.*)\r/i.exec(answer)?.[1]]
    })
    expect(await Promise.all(allowed)).toEqual([
      ['403', LISTED],
      ['403', undefined],
    ])
    // Of a preflight that is refused a browser tells the page nothing.
    const wanted = { origin: LISTED, 'access-control-request-method': 'GET' }
    for (let i = 0; i < 3; i++) {
      expect((await send('/api/v1/look', { method: 'OPTIONS' }, wanted)).status).toBe(204)
    }
  })

  test('a body that is compressed is none', async () => {
    const { send } = await open({})
    const body = JSON.stringify({ by: 1 })
    const turn = async (coding: string) => {
      const headers = { ...SOMEBODY, 'content-encoding': coding }
      return (await send('/api/v1/things/a/turn', { method: 'POST', body }, headers)).status
    }
    expect([await turn('identity'), await turn('gzip'), await turn('x, y')]).toEqual([
      200, 415, 415,
    ])
  })
})
