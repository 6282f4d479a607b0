/** Lineage as every surface asks for it, over a real server. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LINEAGE_OPERATIONS } from '../../../engine/resources/operations/lineage-operations.ts'
import { type OpenApi, openApi } from '../../testing/open-api.ts'
import type { Caller } from '../operation-desk.ts'

const MODEL = 'a'.repeat(64)
const EARLIER = 'c'.repeat(64)

let api: OpenApi
const caller: Caller = {
  principal: { id: 'admin', scopes: ['read', 'write', 'admin'] },
  ...{ surface: 'rest', rateKey: 'test', correlationId: 'c' },
}
/** The output, which is as its operation says. */
async function ask(name: string, input: Record<string, unknown>) {
  const output = await api.desk.call(name, input, caller)
  LINEAGE_OPERATIONS.find((each) => each.name === name)!.output.parse(output)
  return output as never
}

beforeAll(async () => {
  api = await openApi()
  const tell = async (name: string, data: Record<string, unknown>) => {
    const { seq } = await api.record.bus.publishEvent(
      { kind: 'record', name, data },
      { correlationId: 'c' },
    )
    await api.record.bus.waitUntilHeard(seq, 60_000)
  }
  await tell('ml.run.created', {
    ...{ run_id: 'r/1 ü', created_by: 'me', purpose: 'training', parameters: [], seed: '7' },
    ...{ engine: '0.2.0', inputs: [{ kind: 'artifact', id: EARLIER }] },
  })
  await tell('artifact.stored', {
    ...{ sha256: MODEL, bytes: 1, media_type: 'a/b', role: 'model', run_id: 'r/1 ü' },
  })
})
afterAll(async () => {
  expect(api.defects).toEqual([])
  await api.close()
})

test('a thing is told with what is one step away, and what is pending when asked for', async () => {
  const run = 'run:r/1 ü'
  expect(await ask('lineage.get', { node: run })).toMatchObject({
    node: { id: run, kind: 'run', attributes: { state: 'created' } },
    parents: [{ role: 'code' }, { id: 'seed:7', role: 'seed', is_pending: false }],
    children: [{ id: `artifact:${MODEL}`, role: 'output:model' }],
    refused: 0,
    truncated: false,
  })
  const { parents } = (await ask('lineage.get', { node: run, include_pending: 'true' })) as {
    parents: unknown[]
  }
  expect(parents).toContainEqual({ id: `artifact:${EARLIER}`, role: 'input', is_pending: true })
})

test('one question gives all that made an artifact, and all that was made of a seed', async () => {
  const artifact = `artifact:${MODEL}`
  const { nodes } = (await ask('lineage.ancestors', { node: artifact })) as {
    nodes: { kind: string }[]
  }
  expect(nodes.map(({ kind }) => kind).sort()).toEqual(['artifact', 'code', 'run', 'seed'])
  expect(await ask('lineage.ancestors', { node: artifact, max_depth: '1' })).toMatchObject({
    nodes: [{ depth: 0 }, { kind: 'run', depth: 1 }],
    truncated: true,
  })
  expect(await ask('lineage.descendants', { node: 'seed:7', max_nodes: 3 })).toMatchObject({
    nodes: [{ id: 'seed:7' }, { kind: 'run' }, { id: artifact }],
    truncated: false,
  })
  for (const format of ['openlineage', 'prov']) {
    const { document } = (await ask('lineage.export', { node: artifact, format })) as {
      document: unknown
    }
    expect(JSON.stringify(document)).toContain(MODEL)
  }
})

test.each([
  ['lineage.get', { node: 'run:nobody' }, 'api/not-found'],
  ['lineage.get', { node: `artifact:${EARLIER}` }, 'api/not-found'],
  ['lineage.ancestors', { node: `artifact:${EARLIER}` }, 'api/not-found'],
  ['lineage.ancestors', { node: 'run:\u0000' }, 'api/input'],
  ['lineage.ancestors', { node: 'run:\ud800' }, 'api/input'],
  ['lineage.ancestors', { node: 'what:1' }, 'api/input'],
  ['lineage.ancestors', { node: 'run:r', max_depth: '1e2' }, 'api/input'],
  ['lineage.export', { node: 'run:r', format: 'xml' }, 'api/input'],
])('%s of %j is refused by name', async (name, input, code) => {
  await expect(ask(name, input)).rejects.toMatchObject({ code })
})

test('it is reached over HTTP too, whatever letters a name has', async () => {
  const path = `/api/v1/lineage/${encodeURIComponent('run:r/1 ü')}/ancestors?max_nodes=5`
  const response = await fetch(`${api.address}${path}`, {
    headers: { authorization: 'Bearer token-of-an-admin' },
  })
  expect([response.status, (await response.json()).start]).toEqual([200, 'run:r/1 ü'])
})
