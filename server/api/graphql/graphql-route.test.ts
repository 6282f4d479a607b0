/** GraphQL, over real sockets and a real record. */
import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { limitInput, nextField } from '../../../engine/resources/input-fields.ts'
import { defineOperation } from '../../../engine/resources/operation.ts'
import { threadTimeMs } from '../../../engine/testing/thread-time.ts'
import { type OpenApi, openApi, TOKENS } from '../../testing/open-api.ts'
import { handle } from '../handler.ts'

const query = { resource: 'AutomataRun', scope: 'read', kind: 'query', method: 'GET' } as const
const thing = z.strictObject({ thing_id: z.string(), size: z.int() }).meta({ id: 'Thing' })

/** Things, with parts, of which there may be many. */
const THINGS_LIST = defineOperation({
  ...query,
  ...{ name: 'things.list', about: 'All things.', path: '/things' },
  input: z.strictObject({ limit: limitInput }),
  output: z.strictObject({ items: z.array(thing), next: nextField }).meta({ id: 'ThingList' }),
})
const THINGS_GET = defineOperation({
  ...query,
  ...{ name: 'things.get', about: 'A thing.', path: '/things/:thing_id', subject: 'thing_id' },
  input: z.strictObject({ thing_id: z.string() }),
  output: thing,
})
const THINGS_PARTS = defineOperation({
  ...query,
  ...{ name: 'things.parts', about: 'Its parts.', path: '/things/:thing_id/parts' },
  subject: 'thing_id',
  input: z.strictObject({ thing_id: z.string(), limit: limitInput }),
  output: z.strictObject({ of: z.string(), count: z.int() }),
})

let api: OpenApi
let calls = 0

beforeAll(async () => {
  api = await openApi([
    handle(THINGS_LIST, async ({ limit }) => ({
      items: Array.from({ length: limit }, (_, n) => ({ thing_id: `t${n}`, size: n })),
    })),
    handle(THINGS_GET, async ({ thing_id }) => ({ thing_id, size: 2 ** 40 })),
    handle(THINGS_PARTS, async ({ thing_id, limit }) => {
      calls++
      return { of: thing_id, count: limit }
    }),
  ])
})
afterAll(async () => {
  await api.close()
  expect(api.defects).toEqual([])
})

async function ask(document: string, token: string = TOKENS.reader, more: object = {}) {
  const response = await fetch(`${api.address}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: document, ...more }),
  })
  return { status: response.status, ...(await response.json()) }
}

test('a query asks the desk, and what it gives has the fields that were asked for', async () => {
  const { data } = await ask(
    '{ ledger_status { origin size audit { state } } system_status { is_ready } }',
  )
  expect(data).toEqual({
    ledger_status: {
      origin: api.record.ledger.origin,
      size: 0,
      audit: { state: expect.any(String) },
    },
    system_status: { is_ready: true },
  })
})

test('numbers beyond 32 bits are themselves, and variables are taken', async () => {
  const document = 'query ($id: String!) { things_get(thing_id: $id) { thing_id size } }'
  const { data } = await ask(document, TOKENS.reader, { variables: { id: 'x' } })
  expect(data).toEqual({ things_get: { thing_id: 'x', size: 2 ** 40 } })
})

test('what belongs to a thing is a field of it, wherever the thing stands', async () => {
  const { data } = await ask(
    '{ things_list(limit: 2) { items { thing_id parts(limit: 3) { of count } } } }',
  )
  expect(data.things_list.items).toEqual([
    { thing_id: 't0', parts: { of: 't0', count: 3 } },
    { thing_id: 't1', parts: { of: 't1', count: 3 } },
  ])
})

test.each([
  ['deep', `{ ${'ledger_status { audit { '.repeat(5)} state ${'} }'.repeat(5)} }`],
  ['of many aliases', `{ ${Array.from({ length: 21 }, (_, n) => `a${n}: __typename`).join(' ')} }`],
  ['of many fields at the top', `{ ${'ledger_status { size } '.repeat(11)} }`],
  ['dear', '{ things_list(limit: 200) { items { thing_id parts { of count } parts { of } } } }'],
  [
    'dear by a variable',
    'query ($n: SafeInt) { things_list(limit: $n) { items { parts { of count } } } }',
  ],
  ['long', `{ ${'__typename '.repeat(1100)} }`],
  [
    'of fragments that spread others twice each',
    `{ ...f0 } ${Array.from({ length: 30 }, (_, n) => `fragment f${n} on Query { ${n === 29 ? 'ledger_status { size }' : `...f${n + 1} ...f${n + 1}`} }`).join(' ')}`,
  ],
  ['of fragments that spread themselves', '{ ...f } fragment f on Query { ...f }'],
])('a document that is too %s is refused before anything is done', async (_, document) => {
  const before = calls
  const startMs = threadTimeMs()
  const { data, errors } = await ask(document)
  expect(data).toBeUndefined()
  expect(errors.length).toBeGreaterThan(0)
  expect(calls).toBe(before)
  expect(threadTimeMs() - startMs).toBeLessThan(1000)
})

test('a request asks the desk only so often, however cheap it looks', async () => {
  const before = calls
  const { errors } = await ask('{ things_list(limit: 100) { items { parts { of } } } }')
  expect(errors[0].extensions).toMatchObject({ code: 'api/too-much', status: 400 })
  expect(calls - before).toBeLessThan(60)
})

describe('who is not trusted', () => {
  test('with a token of no scopes that is told by code', async () => {
    const { data, errors, status } = await ask('{ ledger_status { size } }', TOKENS.nobody)
    expect([status, data]).toEqual([403, { ledger_status: null }])
    expect(errors[0].extensions).toMatchObject({ code: 'api/denied', status })
  })

  test('without a token nothing is looked at', async () => {
    expect(await ask('{', 'wrong')).toMatchObject({ status: 401, code: 'api/token' })
  })

  test.each([
    [TOKENS.nobody, false],
    [TOKENS.reader, true],
  ])('%s: whether it may look at the schema: %s', async (token, isAllowed) => {
    const { data, errors } = await ask(getIntrospectionQuery(), token)
    expect(data !== undefined).toBe(isAllowed)
    expect(errors === undefined).toBe(isAllowed)
  })
})

test('a wrong input is told as everywhere', async () => {
  const { errors } = await ask('{ events_list(pattern: "a..b") { next } }')
  expect(errors[0].extensions).toMatchObject({ code: 'api/input', status: 400 })
})

test.each([
  ['several documents at once', '[{"query":"{ __typename }"}]', 400],
  ['no document', '{}', 400],
  ['no JSON', '{ ledger_status { size } }', 400],
])('%s is refused', async (_, body, status) => {
  const headers = { authorization: `Bearer ${TOKENS.reader}`, 'content-type': 'application/json' }
  const response = await fetch(`${api.address}/graphql`, { method: 'POST', headers, body })
  expect(response.status).toBe(status)
})

test('there is no page for people, and nothing that a form or a link could send', async () => {
  const page = await fetch(`${api.address}/graphql`, { headers: { accept: 'text/html' } })
  expect([page.status, page.headers.get('allow')]).toEqual([405, 'POST'])
  const body = 'query=%7B__typename%7D'
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const authorization = `Bearer ${TOKENS.reader}`
  const form = await fetch(`${api.address}/graphql`, {
    ...{ method: 'POST', body },
    headers: { ...headers, authorization },
  })
  expect(form.status).toBe(415)
})
