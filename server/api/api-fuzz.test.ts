/** A sample of `npm run soak -- api-fuzz`, and of `denials`, and that nobody is answered who may not ask. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { tries } from '../../engine/testing/tries.ts'
import { anySoundInput } from '../testing/any-input.ts'
import { listApiFuzzCases } from '../testing/api-fuzz.ts'
import { type DenyingApi, listDenialCases } from '../testing/denials.ts'
import { buildGraphqlDocument } from '../testing/graphql-document.ts'
import { type OpenApi, openGuardedApi, putInForce, TOKENS } from '../testing/open-api.ts'
import { buildRestRequest } from '../testing/rest-request.ts'
import { type FuzzedSockets, listSocketFuzzCases } from '../testing/socket-fuzz.ts'
import { listSwitchCases } from '../testing/switch-fuzz.ts'
import { listGraphqlOperations } from './graphql/build-graphql-schema.ts'
import { listTools, toolOf } from './mcp-route.ts'

const SEED = 1

let api: OpenApi

beforeAll(async () => {
  api = await openGuardedApi()
})
afterAll(async () => {
  await api.close()
  expect(api.defects).toEqual([])
})

/** Cases are listed before there is a server. */
const lateApi: FuzzedSockets & DenyingApi = {
  get address() {
    return api.address
  },
  get defects() {
    return api.defects
  },
  operations: ALL_OPERATIONS,
  tokens: [...Object.values(TOKENS), 'wrong'],
  known: Object.values(TOKENS),
  tokenOf: (token) => api.tokenOf(token),
}

const CASES = [
  ...listApiFuzzCases(lateApi),
  ...listSocketFuzzCases(lateApi),
  ...listSwitchCases(lateApi),
]

test('what the server does is what is declared', () => {
  const namesOf = (operations: typeof ALL_OPERATIONS) => operations.map(({ name }) => name).sort()
  expect(namesOf(api.desk.operations)).toEqual(namesOf(ALL_OPERATIONS))
})

describe('whatever is asked is answered, soon and by name', () => {
  test.each(CASES.map(({ kind, property }) => [kind, property] as const))('%s', (_, property) =>
    fc.assert(property, { seed: SEED, numRuns: tries(45) }),
  )
})

const REFUSED = [
  ['no token', undefined, 401],
  ['a wrong token', 'wrong', 401],
  ['a token of no scopes', TOKENS.nobody, 403],
] as const

async function send(path: string, token: string | undefined, init: RequestInit): Promise<Response> {
  const authorization: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` }
  return await fetch(api.address + path, {
    ...init,
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...authorization,
    },
  })
}

const post = (path: string, token: string | undefined, body: unknown) =>
  send(path, token, { method: 'POST', body: JSON.stringify(body) })

describe.each(REFUSED)('with %s', (_, token, status) => {
  const sampled = (operations: typeof ALL_OPERATIONS) =>
    operations.flatMap((operation) =>
      fc
        .sample(anySoundInput(operation), { seed: SEED, numRuns: 1 })
        .map((input) => ({ operation, input })),
    )

  test('each operation is refused over REST', async () => {
    for (const { operation, input } of sampled(ALL_OPERATIONS)) {
      const { method, path, body } = buildRestRequest(operation, input)
      const response = await send(path, token, { method, body: (body as BodyInit) ?? null })
      const answer = await response.json()
      expect([operation.name, response.status, answer.code]).toEqual([
        operation.name,
        status,
        'api/denied',
      ])
    }
  })

  test('each query is refused in GraphQL', async () => {
    for (const { operation, input } of sampled(listGraphqlOperations(ALL_OPERATIONS))) {
      const query = buildGraphqlDocument(ALL_OPERATIONS, operation, input)
      const response = await post('/graphql', token, { query })
      const { errors, code } = await response.json()
      expect([query, response.status]).toEqual([query, status])
      if (status === 401) expect(code).toBe('api/token')
      else expect(errors[0].extensions).toMatchObject({ code: 'api/denied', status })
    }
  })

  test('each tool is refused over MCP', async () => {
    for (const { operation, input } of sampled(listTools(ALL_OPERATIONS))) {
      const params = { name: toolOf(operation), arguments: input }
      const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params }
      const response = await post('/mcp', token, message)
      const answer = await response.json()
      if (status === 401) expect([response.status, answer.code]).toEqual([401, 'api/token'])
      else
        expect(JSON.parse(answer.result.content[0].text)).toMatchObject({
          status,
          code: 'api/denied',
        })
    }
  })
})

// The last, since nobody can put others in force afterwards.
test('an empty set of policies denies whatever is asked, by whoever, on each surface', async () => {
  await putInForce(api.record, '')
  const { cases, close } = listDenialCases(lateApi)
  // What is in force is read again within a second.
  await expect
    .poll(async () => (await send('/api/v1/ledger', TOKENS.admin, {})).status, { timeout: 30_000 })
    .toBe(403)
  try {
    for (const { property } of cases) await fc.assert(property, { seed: SEED, numRuns: tries(60) })
  } finally {
    close()
  }
})
