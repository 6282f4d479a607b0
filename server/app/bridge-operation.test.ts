/** `bridge.invoke` as anybody can ask for it: who may, what has to be on, and what is told of it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import { type BridgePeer, startBridgePeer } from '../testing/bridge-peer.ts'
import { type OpenApi, openGuardedApi, TOKENS } from '../testing/open-api.ts'

let peer: BridgePeer
let api: OpenApi

beforeAll(async () => {
  peer = await startBridgePeer()
  peer.results = { describe: () => ({ name: 'peer', version: '1', operations: [] }) }
  api = await openGuardedApi({ bridgeOrigin: peer.origin })
  peer.trust(api.record.signer.key.publicKey)
})
afterAll(async () => {
  await api.close()
  await peer.close()
  expect(api.defects).toEqual([])
})

async function ask(method: string, path: string, body: object, token: string | undefined) {
  const response = await fetch(`${api.address}${path}`, {
    method,
    headers: {
      ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, ...(await response.json()) }
}

const post = (path: string, body: object, token: string | undefined) =>
  ask('POST', path, body, token)

const invoke = (body: object, token: string | undefined = TOKENS.admin) =>
  post('/api/v1/bridge/invoke', body, token)

const setFlag = (is_on: boolean) =>
  ask('PUT', '/api/v1/flags/features.bridge', { is_on, reason: 'A test.' }, TOKENS.admin)

test.each([
  ['nobody', 'wrong', 401],
  ['whoever may do nothing', TOKENS.nobody, 403],
  ['whoever may read', TOKENS.reader, 403],
])('%s is denied, whether it is on or not', async (_, token, status) => {
  expect(await invoke({ op: 'describe' }, token)).toMatchObject({ status, code: 'api/denied' })
  expect(peer.taken).toEqual([])
})

test('while the flag is off nothing is sent; while it is on the answer comes, and is kept', async () => {
  const off = { status: 403, code: 'bridge/disabled' }
  expect(await invoke({ op: 'describe' })).toMatchObject(off)
  expect([peer.taken, peer.sockets()]).toEqual([[], 0])
  expect(await setFlag(true)).toMatchObject({ status: 200, is_on: true })
  const result = { name: 'peer', version: '1', operations: [] }
  const answer = { op: 'describe', result, request_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }
  expect(await invoke({ op: 'describe' })).toMatchObject({ ...answer, source: 'peer' })
  expect(await invoke({ op: 'describe' })).toMatchObject({ ...answer, source: 'cache' })
  expect(await invoke({ op: 'describe', args: { a: 1 } })).toMatchObject({
    ...{ status: 400, code: 'bridge/args' },
    details: { op: 'describe', faults: [expect.stringContaining('a')] },
  })
  expect(await invoke({ op: 'drop' })).toMatchObject({ status: 400, code: 'api/input' })
  expect(await invoke({ op: 'evaluate', args: {} })).toMatchObject({ code: 'bridge/args' })
  await setFlag(false)
  expect(await invoke({ op: 'describe' })).toMatchObject(off)
  expect(peer.taken.length).toBe(1)
  expect(peer.refused).toEqual([])
})

test('it is a tool of MCP, with the same policies and the same answer', async () => {
  await setFlag(true)
  const params = { name: 'bridge_invoke', arguments: { op: 'describe', is_fresh: true } }
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params }
  const told = async (token: string) => {
    const { result } = await post('/mcp', message, token)
    return JSON.parse(result.content[0].text)
  }
  expect(await told(TOKENS.admin)).toMatchObject({ op: 'describe', source: 'peer' })
  expect(await told(TOKENS.reader)).toMatchObject({ status: 403, code: 'api/denied' })
})

test('a peer that keeps silent, or answers wrongly, is told by code, and by no name of a host', async () => {
  await setFlag(true)
  peer.meddle = () => undefined
  const slow = await invoke({ op: 'describe', timeout_ms: 50, is_fresh: true })
  expect(slow).toMatchObject({ status: 503, code: 'bridge/timeout' })
  peer.meddle = undefined
  await peer.close()
  const gone = await invoke({ op: 'describe', is_fresh: true })
  expect(gone).toMatchObject({ status: 503, code: 'bridge/unreachable' })
  expect(JSON.stringify([slow, gone])).not.toContain('127.0.0.1')
})

test('verdicts are on record before anything is sent, and calls are counted', async () => {
  const events = (await api.record.ledger.read(0, 10_000)).map((text) => parseEntry(text).event)
  const verdicts = events.filter(
    ({ type, data }) =>
      type === 'policy.verdict.completed' &&
      (data as { action: string }).action === 'bridge.invoke' &&
      (data as { decision: string }).decision === 'allow',
  )
  // Of these nine one is off before, one is off after.
  expect(verdicts.length).toBe(9)
  const response = await fetch(`${api.address}/metrics`, {
    headers: { authorization: `Bearer ${TOKENS.admin}` },
  })
  const counted = (await response.text())
    .split('\n')
    .filter((line) => /^thunderline_bridge_calls_total/.test(line))
  const line = (operation: string, outcome: string, count: number) =>
    `thunderline_bridge_calls_total{operation="${operation}",outcome="${outcome}"} ${count}`
  expect(counted.toSorted()).toEqual([
    ...[line('describe', 'args', 1), line('describe', 'cache', 1), line('describe', 'peer', 2)],
    ...[line('describe', 'timeout', 1), line('describe', 'unreachable', 1)],
    line('evaluate', 'args', 1),
  ])
})
