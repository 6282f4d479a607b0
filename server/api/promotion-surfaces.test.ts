/** A challenger is promoted over REST, and looked at over GraphQL and MCP, on a real server. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type OpenApi, openApi, TOKENS } from '../testing/open-api.ts'

let api: OpenApi

beforeAll(async () => {
  api = await openApi()
})
afterAll(async () => {
  await api.close()
  expect(api.defects).toEqual([])
})

async function send(method: string, path: string, body: object, token: string = TOKENS.admin) {
  const response = await fetch(`${api.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, value: await response.json() }
}

async function tell(name: string, data: Record<string, unknown>) {
  const { bus } = api.record
  const { seq } = await bus.publishEvent({ kind: 'record', name, data }, { correlationId: 'c' })
  await bus.waitUntilHeard(seq, 60_000)
}

async function callTool(name: string, input: Record<string, unknown>) {
  const client = new Client({ name: 'test', version: '1' })
  const requestInit = { headers: { authorization: `Bearer ${TOKENS.reader}` } }
  const url = new URL(`${api.address}/mcp`)
  // The library types an absent session as undefined.
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }) as never)
  onTestFinished(() => client.close())
  const { content } = await client.callTool({ name, arguments: input })
  const [first] = content as { text: string }[]
  return JSON.parse(first!.text)
}

test('what REST has decided, GraphQL and MCP tell with each comparison and all that made it', async () => {
  const trial = { trial_id: 'ü 1', study_id: 's', number: 0 }
  const proposal = { proposal_id: 'q', sampler: 'motpe 1', seed: '7', inputs: [] }
  const parameters = [{ name: 'rule', value: 'B3/S23' }]
  await tell('ml.trial.proposed', { ...trial, ...proposal, parameters })
  await tell('ml.trial.completed', { ...trial, metrics: [{ name: 'activity', value: 0.5 }] })

  const rule = { kind: 'front', objectives: [{ name: 'activity', direction: 'maximize' }] }
  const defined = { rule, reason: 'for the demo' }
  const slot = '/api/v1/slots/rule.demo'
  expect((await send('PUT', slot, defined, TOKENS.reader)).status).toBe(403)
  expect((await send('PUT', slot, defined)).value).toMatchObject({ revision: 1 })
  const evidence = [{ kind: 'trial', id: 'ü 1' }]
  const challenge = { slot: 'rule.demo', promotion_id: 'p1', rule: 'B3/S23', evidence }
  const promotions = '/api/v1/promotions'
  const said = { ...challenge, reason: 'it is lively' }
  expect((await send('POST', promotions, said)).value).toMatchObject({ state: 'shadow' })
  expect((await send('POST', `${promotions}/p1/decide`, {}, TOKENS.reader)).status).toBe(403)
  const { status, value } = await send('POST', `${promotions}/p1/decide`, {})
  expect([status, value.state]).toEqual([200, 'active'])
  expect((await send('POST', `${promotions}/p1/decide`, {})).status).toBe(409)

  const query = `{
    promotions_get(promotion_id: "p1") {
      state decision { ground comparisons { name challenger challenger_source outcome } }
      ancestors { nodes { id } }
    }
    slots_get(slot: "rule.demo") { champion_id rule { objectives { name direction } } }
  }`
  const asked = await send('POST', '/graphql', { query }, TOKENS.reader)
  expect(asked.value).toMatchObject({
    data: {
      promotions_get: {
        state: 'active',
        decision: {
          ground: 'first',
          comparisons: [
            {
              ...{ name: 'activity', challenger: 0.5, challenger_source: 'trial:ü 1' },
              outcome: 'unmatched',
            },
          ],
        },
      },
      slots_get: {
        champion_id: 'p1',
        rule: { objectives: [{ name: 'activity', direction: 'maximize' }] },
      },
    },
  })
  const ids = asked.value.data.promotions_get.ancestors.nodes.map(({ id }: { id: string }) => id)
  expect(ids).toEqual(expect.arrayContaining(['trial:ü 1', 'proposal:q', 'seed:7']))

  expect(await callTool('promotions_get', { promotion_id: 'p1' })).toEqual(value)
  const made = await callTool('lineage_ancestors', { node: 'deployment:rule.demo/1' })
  expect(made.nodes.map(({ kind }: { kind: string }) => kind)).toEqual([
    ...['deployment', 'promotion', 'metric', 'rule', 'trial', 'proposal', 'seed'],
  ])
})
