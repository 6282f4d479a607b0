/** REST, over real sockets and a real record. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyConsistencyProof } from '../../engine/ledger/consistency-proof.ts'
import { verifyInclusionProof } from '../../engine/ledger/inclusion-proof.ts'
import { verifyWithWebCrypto } from '../../engine/ledger/signed-note.ts'
import { hashBytes } from '../ledger/hash-bytes.ts'
import { type OpenApi, openApi, TOKENS } from '../testing/open-api.ts'

const ALERT = {
  kind: 'record' as const,
  name: 'thunderbolt.alert.raised',
  data: {
    ...{ alert_id: 'a', rule: 'test', severity: 'warning', of: 'nothing' },
    message: 'something',
  },
}
const ALERTS = 7

let api: OpenApi

beforeAll(async () => {
  api = await openApi()
  for (let n = 0; n < ALERTS; n++) {
    await api.record.bus.publishEvent(ALERT, { correlationId: `request ${n}` })
  }
})
afterAll(async () => {
  await api.close()
  expect(api.defects).toEqual([])
})

function ask(path: string, init: RequestInit & { token?: string } = {}): Promise<Response> {
  const { token = TOKENS.admin, ...rest } = init
  const headers = { authorization: `Bearer ${token}`, ...rest.headers }
  return fetch(`${api.address}/api/v1${path}`, { ...rest, headers })
}

const read = async (path: string) => {
  const response = await ask(path)
  expect(response.status, path).toBe(200)
  return await response.json()
}

test('the ledger tells how it stands', async () => {
  // The first audit begins when the record is opened.
  await expect
    .poll(() => read('/ledger'))
    .toMatchObject({
      ...{ origin: api.record.ledger.origin, size: ALERTS, is_taking_entries: true },
      audit: { state: 'clean', faults: [] },
    })
})

test('an answer is not kept by whoever is between, and carries the id of its request', async () => {
  const response = await ask('/ledger', { headers: { 'x-correlation-id': 'mine-1' } })
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-correlation-id')).toBe('mine-1')
  const other = await ask('/ledger', { headers: { 'x-correlation-id': 'not one!' } })
  expect(other.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('entries come in order, and the list says where it goes on', async () => {
  const first = await read('/ledger/entries?limit=4')
  expect(first.items.map(({ seq }: { seq: number }) => seq)).toEqual([0, 1, 2, 3])
  const rest = await read(`/ledger/entries?from=${first.next}`)
  expect(rest.items.map(({ seq }: { seq: number }) => seq)).toEqual([4, 5, 6])
  expect(rest.next).toBeUndefined()
  const lines = [...first.items, ...rest.items].map(({ line }: { line: string }) => line)
  expect(lines).toEqual(await api.record.ledger.read(0, ALERTS))
})

test('the proof of an entry is one that whoever has the key can verify', async () => {
  const { verifier_key: verifierKey } = await read('/ledger')
  for (let seq = 0; seq < ALERTS; seq++) {
    const { proof, line } = await read(`/ledger/entries/${seq}/proof`)
    const question = { proofText: proof, entryLine: line, verifierKey }
    const answer = await verifyInclusionProof(question, hashBytes, verifyWithWebCrypto)
    expect(answer).toMatchObject({ ok: true, entry: { seq } })
  }
})

test('the proof of growth goes on from a checkpoint that was kept', async () => {
  const { verifier_key: verifierKey } = await read('/ledger')
  const { note, size } = await read('/ledger/checkpoint')
  await api.record.bus.publishEvent(ALERT, { correlationId: 'later' })
  // Checkpoints are written at a pace of their own.
  await expect.poll(async () => (await read('/ledger/checkpoint')).size).toBe(size + 1)
  const { proof } = await read(`/ledger/consistency?first=${size}`)
  const question = { proofText: proof, earlierNote: note, verifierKey }
  const answer = await verifyConsistencyProof(question, hashBytes, verifyWithWebCrypto)
  expect(answer).toMatchObject({ ok: true, earlier: { size }, later: { size: size + 1 } })
})

test('events come newest first, by their topics, and go on behind the last', async () => {
  const listed = async (query: string) => {
    const { items, next } = await read(`/events?${query}`)
    return [items.map(({ seq }: { seq: number }) => seq), next]
  }
  expect(await listed('pattern=%2B.thunderbolt.%23&limit=2&after=5')).toEqual([[4, 3], '3'])
  expect(await listed('pattern=%2B.thunderbolt.%23&limit=2&after=2')).toEqual([[1, 0], undefined])
  expect(await listed('order=oldest&limit=3&after=1')).toEqual([[1, 2, 3], '4'])
  expect(await listed('pattern=%2B.ml.%23')).toEqual([[], undefined])
})

test.each([
  ['no token', '/ledger', { token: 'wrong' }, 401, 'api/denied'],
  ['a token of no scopes', '/ledger', { token: TOKENS.nobody }, 403, 'api/denied'],
  [
    'a command by a reader',
    '/dead-letters/a/1/redrive',
    { method: 'POST', token: TOKENS.reader },
    403,
    'api/denied',
  ],
  ['another page', '/ledger', { headers: { origin: 'http://evil.example' } }, 403, 'api/origin'],
  ['a number that is none', '/ledger/entries?limit=1e2', {}, 400, 'api/input'],
  ['a field that is not known', '/ledger?x=1', {}, 400, 'api/input'],
  ['__proto__ as a field', '/ledger?__proto__=1', {}, 400, 'api/input'],
  ['a field that is said twice', '/ledger/entries/1/proof?seq=1', {}, 400, 'api/input'],
  ['a pattern that is none', '/events?pattern=a..b', {}, 400, 'api/input'],
  ['a cursor that is none', '/events?after=x', {}, 400, 'api/input'],
  ['an entry that is not there', '/ledger/entries/999/proof', {}, 404, 'api/not-found'],
  ['another method', '/ledger', { method: 'DELETE' }, 405, 'api/method'],
  [
    'a path that is not there',
    '/nothing',
    { headers: { accept: 'text/html' } },
    404,
    'api/not-found',
  ],
  [
    'a consumer that is not there',
    '/dead-letters/a/1/redrive',
    { method: 'POST' },
    404,
    'api/not-found',
  ],
  ['a body that is no JSON', '/dead-letters/a/1/redrive', json('{'), 400, 'api/body'],
  ['a body with a key twice', '/dead-letters/a/1/redrive', json('{"a":1,"a":2}'), 400, 'api/body'],
  ['a body that is no object', '/dead-letters/a/1/redrive', json('[1]'), 400, 'api/body'],
  ['a body too deep', '/dead-letters/a/1/redrive', json('['.repeat(5000)), 400, 'api/body'],
  [
    'a body too large',
    '/dead-letters/a/1/redrive',
    json(`"${'x'.repeat(70_000)}"`),
    413,
    'api/too-large',
  ],
  [
    'a body of another type',
    '/dead-letters/a/1/redrive',
    { method: 'POST', body: 'a=1' },
    415,
    'api/media-type',
  ],
] as const)('%s is refused by name', async (_, path, init, status, code) => {
  const response = await ask(path, init as RequestInit)
  expect([response.status, (await response.json()).code]).toEqual([status, code])
  expect(response.headers.get('cache-control')).toBe('no-store')
  if (status === 401) expect(response.headers.get('www-authenticate')).toBe('Bearer')
})

function json(body: string): RequestInit {
  return { method: 'POST', body, headers: { 'content-type': 'application/json' } }
}
