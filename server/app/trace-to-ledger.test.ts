/** One trace from a click to the entry of the ledger and to what hears it, with a collector that is real. */
import { dirname } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { defineOperation } from '../../engine/resources/operation.ts'
import { startSpanCollector } from '../../engine/testing/otlp-spans.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { handle } from '../api/handler.ts'
import { buildMetricsHandlers } from '../api/handlers/metrics-handlers.ts'
import { createDeskObserver } from '../api/observe-desk.ts'
import { ProcessMetrics } from '../observability/process-metrics.ts'
import { createEmbeddedFolder } from '../testing/embedded-folder.ts'
import { createScopeGate, SCOPE_DOOR, TOKENS } from '../testing/open-api.ts'
import { readExposition } from '../testing/read-exposition.ts'
import { buildDesk } from './build-desk.ts'
import { createServer } from './create-server.ts'
import { ServerMetrics } from './server-metrics.ts'
import { openServerRecord } from './server-record.ts'
import { openServerWatch } from './server-watch.ts'

const RAISE = defineOperation({
  ...{ name: 'alerts.raise', about: 'Raises an alert.', resource: 'System', scope: 'write' },
  ...{ kind: 'command', method: 'POST', path: '/alerts' },
  input: z.strictObject({ message: z.string().max(100) }),
  output: z.strictObject({ seq: z.number() }),
})

const raise = handle(RAISE, async ({ message }, context) => {
  const { seq } = await context.publishEvent({
    ...{ kind: 'record', name: 'thunderbolt.alert.raised' },
    data: { alert_id: 'a', rule: 'test', severity: 'warning', of: 'nothing', message },
  })
  return { seq }
})

async function openTraced(env: Readonly<Record<string, string>>) {
  const embedded = await createEmbeddedFolder()
  const watch = await openServerWatch({ logLevel: 'error', databaseUrl: undefined }, env)
  const config = { dataFolder: dirname(embedded.folder), databaseUrl: undefined, auditMinutes: 60 }
  const record = await openServerRecord(config, () => {}, {}, watch)
  const processMetrics = new ProcessMetrics()
  const metrics = new ServerMetrics({
    ...{ record, counters: watch.counters, process: processMetrics, socketStats: () => undefined },
  })
  const more = [raise, ...buildMetricsHandlers({ readMetrics: () => metrics.read() })]
  const desk = buildDesk(
    record,
    createScopeGate(() => desk),
    more,
    createDeskObserver(watch),
  )
  const viewer = createTemporaryFolder()
  viewer.write('index.html', '')
  const api = { desk, door: SCOPE_DOOR, version: '0', onDefect: () => {} }
  const server = await createServer({ viewerFolder: viewer.path, watch, api })
  onTestFinished(async () => {
    await server.close()
    await record.close()
    processMetrics.close()
    viewer.dispose()
    embedded.dispose()
  })
  return { server, record, watch }
}

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const CLICK = 'b7ad6b7169203331'
const headers = (token: string) => ({
  authorization: `Bearer ${token}`,
  traceparent: `00-${TRACE}-${CLICK}-01`,
})

test('a click, the request, the call, the decision, the event, the append and the hearing are one trace', async () => {
  const collector = await startSpanCollector()
  const { server, record, watch } = await openTraced({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
  })
  record.bus.addConsumer({ name: 'alerts', pattern: '+.thunderbolt.#', handle: async () => {} })
  const payload = { message: 'something' }
  const answer = await server.inject({
    ...{ method: 'POST', url: '/api/v1/alerts', headers: headers(TOKENS.admin), payload },
  })
  expect(answer.statusCode).toBe(200)
  const { seq } = answer.json()
  await record.bus.waitUntilHeard(seq, 5000)
  await watch.close()
  const [line] = await record.ledger.read(seq, 1)
  const { event } = JSON.parse(line!)
  expect(event.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`))

  const spans = collector.spans.filter(({ traceId }) => traceId === TRACE)
  const find = (name: string) => spans.find((span) => span.name === name)!
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      ...['POST /api/v1/alerts', 'call alerts.raise', 'decide', 'ledger append', 'hear alerts'],
      'publish thunderbolt.alert.raised',
    ]),
  )
  // Each is within the one that brought it about.
  const chain = [
    ...['POST /api/v1/alerts', 'call alerts.raise', 'publish thunderbolt.alert.raised'],
    'ledger append',
  ]
  for (const [at, name] of chain.entries()) {
    expect(find(name).parentSpanId).toBe(at === 0 ? CLICK : find(chain[at - 1]!).spanId)
  }
  const { spanId } = find('publish thunderbolt.alert.raised')
  expect(event.traceparent.split('-')[2]).toBe(spanId)
  expect(find('hear alerts').parentSpanId).toBe(spanId)
  expect(find('decide').parentSpanId).toBe(find('call alerts.raise').spanId)
  expect(collector.paths.every((path) => path === '/v1/traces')).toBe(true)
})

test('a click that asks for a run is one trace with its attempt, what its thread did, and its end on record', async () => {
  const collector = await startSpanCollector()
  const { server, record, watch } = await openTraced({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
  })
  const scenario =
    'version: 1\nname: Traced\nrule: B3/S23\nworld: { size: [8, 8] }\n' +
    'initial: [{ soup: { density: 90 } }]\nprobes: [3, 9]\nticks: 9\n'
  const answer = await server.inject({
    ...{ method: 'POST', url: '/api/v1/runs', headers: headers(TOKENS.admin) },
    payload: { scenario },
  })
  const { run_id: id } = answer.json()
  const stateOf = async () => (await record.runs.desk.get(id))?.state
  await expect.poll(stateOf).toBe('completed')
  await record.runs.close()
  await watch.close()
  const spans = collector.spans.filter(({ traceId }) => traceId === TRACE)
  const find = (name: string) => spans.filter((span) => span.name === name)
  const [attempt] = find('run attempt')
  expect(attempt?.parentSpanId).toBe(find('publish ca.run.created')[0]?.spanId)
  const within = spans.filter(({ parentSpanId }) => parentSpanId === attempt?.spanId)
  expect(within.map(({ name }) => name).sort()).toEqual(
    [
      ...['publish allocation.granted', 'publish allocation.released', 'publish artifact.stored'],
      ...['publish ca.run.completed', 'publish ca.run.started'],
      ...['run compile', 'run outputs', 'run ticks', 'run ticks'],
    ].sort(),
  )
  const events = (await record.ledger.read(0, 1000)).map((line) => JSON.parse(line).event)
  const end = events.find(({ type }) => type === 'ca.run.completed')
  expect(end.traceparent.split('-')[2]).toBe(find('publish ca.run.completed')[0]?.spanId)
})

test('without a collector the trace that came is that of the entry, as it came', async () => {
  const { server, record } = await openTraced({})
  const answer = await server.inject({
    ...{ method: 'POST', url: '/api/v1/alerts', headers: headers(TOKENS.admin) },
    payload: { message: 'something' },
  })
  const [line] = await record.ledger.read(answer.json().seq, 1)
  expect(JSON.parse(line!).event.traceparent).toBe(`00-${TRACE}-${CLICK}-01`)
})

test('metrics are for whoever may read them, in the format of Prometheus', async () => {
  const { server } = await openTraced({})
  expect((await server.inject('/metrics')).statusCode).toBe(401)
  const denied = await server.inject({ url: '/metrics', headers: headers(TOKENS.nobody) })
  expect(denied.statusCode).toBe(403)
  await server.inject({
    ...{ method: 'POST', url: '/api/v1/alerts', headers: headers(TOKENS.admin) },
    payload: { message: 'something' },
  })
  const answer = await server.inject({ url: '/metrics', headers: headers(TOKENS.reader) })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  const families = readExposition(answer.body)
  const samplesOf = (name: string) => families.get(name)!.samples
  expect(samplesOf('thunderline_flow_dlq_depth')).toMatchObject([{ value: 0 }])
  expect(samplesOf('thunderline_ledger_entries')[0]!.value).toBeGreaterThanOrEqual(1)
  expect(samplesOf('thunderline_policy_verdicts_total')).toMatchObject([
    { labels: { decision: 'deny' }, value: 2 },
    { labels: { decision: 'allow' }, value: 2 },
  ])
  expect(samplesOf('thunderline_calls_total')).toContainEqual({
    ...{ name: 'thunderline_calls_total', value: 1 },
    labels: { operation: 'alerts.raise', outcome: 'ok' },
  })
  const count = samplesOf('thunderline_ledger_append_seconds').at(-1)!
  expect(count).toMatchObject({ name: 'thunderline_ledger_append_seconds_count' })
  expect(count.value).toBeGreaterThanOrEqual(1)
  expect(
    samplesOf('thunderline_event_loop_lag_seconds').map(({ labels }) => labels.quantile),
  ).toEqual(['0.5', '0.99'])
})
