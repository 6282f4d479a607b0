import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { buildRegistry } from '../telemetry/event-registry.ts'
import { EVENT_TYPES } from '../telemetry/event-types.ts'
import { startCollector } from '../testing/otlp-collector.ts'
import { FLUSH_MS } from './otel-export.ts'
import { INSTRUMENTS } from './otel-instruments.ts'
import { OtelMetrics } from './otel-metrics.ts'
import { readOtelSettings } from './otel-settings.ts'

/** What a busy machine may add to a time limit: without one these tests would wait for ever. */
const GRACE_MS = 20_000

async function openMetrics(endpoint: string, more: Readonly<Record<string, string>> = {}) {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...more }
  const settings = readOtelSettings(env)
  if (settings.kind !== 'on') throw new Error(settings.problem)
  const told: string[] = []
  const tell = (problem: string) => void told.push(problem)
  const metrics = await OtelMetrics.open({ settings, env, engine: '1.2.3', tell })
  return { metrics, told }
}

const done = (scenario: string, durationMs: number, outcome = 'passed') => ({
  name: 'ca.qa.scenario.completed',
  kind: 'measure' as const,
  measurements: { duration_ms: durationMs, entropy_mean: 0.5 },
  metadata: { suite: 'small', scenario, backend: 'wasm', outcome },
})

test('scenarios are summed up by their names and outcomes', async () => {
  const collector = await startCollector()
  const { metrics, told } = await openMetrics(collector.endpoint)
  for (const event of [done('a', 7), done('a', 30), done('b', 7), done('b', 9, 'failed')]) {
    metrics.take(event)
  }
  await metrics.close()
  expect(told).toEqual([])
  const series = collector.series('thunderline.ca.qa.scenario.duration')
  expect(
    series.map(({ attributes, count, sum }) => [
      attributes.scenario,
      attributes.outcome,
      count,
      sum,
    ]),
  ).toEqual([
    ['a', 'passed', 2, 37],
    ['b', 'passed', 1, 7],
    ['b', 'failed', 1, 9],
  ])
  expect(series[0]!.bucketCounts!.slice(0, 4)).toEqual([0, 1, 0, 1])
  expect(
    collector.series('thunderline.ca.qa.scenario.outcomes').map(({ asDouble }) => asDouble),
  ).toEqual([2, 1, 1])
  expect(collector.series('thunderline.ca.qa.scenario.convergence_steps')).toEqual([])
  expect(collector.requests).toEqual([{ path: '/v1/metrics', type: 'application/json' }])
  expect(collector.resource()).toMatchObject({
    'service.name': 'thunderline',
    'service.version': '1.2.3',
    'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

test('a gauge has the last entropy, and is sent on the way', async () => {
  const collector = await startCollector()
  const { metrics } = await openMetrics(collector.endpoint, { OTEL_METRIC_EXPORT_INTERVAL: '100' })
  const metadata = { scenario: 'soup', backend: 'wasm' }
  const sample = (entropy: number) => ({
    ...{
      kind: 'measure' as const,
      name: 'ca.entropy.sample',
      measurements: { tick: 1, entropy },
      metadata,
    },
  })
  metrics.take(sample(0.75))
  metrics.take(sample(0.25))
  await expect.poll(() => collector.series('thunderline.ca.entropy').length).toBe(1)
  expect(collector.series('thunderline.ca.entropy')[0]).toMatchObject({
    attributes: metadata,
    asDouble: 0.25,
  })
  await metrics.close()
})

test('without events nothing is sent', async () => {
  const collector = await startCollector()
  const { metrics, told } = await openMetrics(collector.endpoint)
  await metrics.close()
  expect([collector.requests, told]).toEqual([[], []])
})

test('a collector that is not there is told of once', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const there = `127.0.0.1:${port}`
  const { metrics, told } = await openMetrics(`http://${there}`, {
    OTEL_METRIC_EXPORT_INTERVAL: '100',
  })
  metrics.take(done('a', 1))
  await metrics.close()
  expect(told).toEqual([
    `OpenTelemetry: http://${there}/v1/metrics has not got the metrics: connect ECONNREFUSED ${there}`,
  ])
})

test('a collector that refuses is told of with its answer', async () => {
  const collector = await startCollector((response) => response.writeHead(401).end('no'))
  const { metrics, told } = await openMetrics(collector.endpoint)
  metrics.take(done('a', 1))
  await metrics.close()
  expect(told).toEqual([expect.stringMatching(/has not got the metrics: it answered 401/)])
})

test.each(['never answers', 'answers a byte at a time'])(
  'a collector that %s is waited for no longer than it may',
  async (what) => {
    const timers: NodeJS.Timeout[] = []
    const server = createServer((_request, response) => {
      if (what === 'never answers') return
      response.writeHead(200)
      timers.push(setInterval(() => response.write(' '), 50))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    let open = 0
    server.on('connection', (socket) => {
      open++
      socket.on('close', () => open--)
    })
    onTestFinished(() => {
      timers.forEach(clearInterval)
      server.closeAllConnections()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const { metrics, told } = await openMetrics(`http://127.0.0.1:${port}`)
    metrics.take(done('a', 1))
    const startedAtMs = performance.now()
    await metrics.close()
    expect(performance.now() - startedAtMs).toBeLessThan(FLUSH_MS + GRACE_MS)
    expect(told).toHaveLength(1)
    // Nothing is left that would keep a process from its end.
    await expect.poll(() => open).toBe(0)
  },
)

test('each instrument is made of a measurement that is registered, and its attributes are few', () => {
  const registry = buildRegistry(EVENT_TYPES)
  for (const { event, measurement, kind } of INSTRUMENTS) {
    const type = registry.get(event)
    if (type?.kind !== 'measure') throw new Error(`${event} is no measure`)
    if (kind === 'counter') expect(measurement).toBeUndefined()
    else expect(Object.keys(type.measurements.shape)).toContain(measurement)
    expect(Object.keys(type.metadata.shape).length).toBeLessThanOrEqual(4)
  }
  expect(new Set(INSTRUMENTS.map(({ name }) => name)).size).toBe(INSTRUMENTS.length)
})
