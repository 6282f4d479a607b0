/**
 * Metrics for an OpenTelemetry collector, over OTLP/HTTP in JSON. The SDK is loaded when this is opened.
 *
 * A collector that is not there, answers wrongly, or never answers is told of once; it neither fails what
 * is measured nor, at its end, holds it up for longer than `FLUSH_MS`.
 */
import { randomUUID } from 'node:crypto'
import type { Agent } from 'node:http'
import type { Meter } from '@opentelemetry/api'
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics'
import type { MeasureEvent } from '../telemetry/published-event.ts'
import { createAgent, endWithin, FLUSH_MS, reasonOf } from './otel-export.ts'
import { INSTRUMENTS, type Instrument } from './otel-instruments.ts'
import { type Environment, type OtelSettings, showEndpoint } from './otel-settings.ts'

export interface OtelOptions {
  readonly settings: OtelSettings
  readonly env: Environment
  /** The version of Thunderline. */
  readonly engine: string
  /** Is told why the collector has not what it should have, at most once. */
  readonly tell: (problem: string) => void
}

/** Takes an event into one instrument, where it is made of such events. */
type TakeEvent = (event: MeasureEvent) => void

export class OtelMetrics {
  readonly #takers: readonly TakeEvent[]
  readonly #shutdown: () => Promise<void>
  readonly #agent: Agent
  readonly #tellLate: () => void

  private constructor(
    takers: readonly TakeEvent[],
    shutdown: () => Promise<void>,
    agent: Agent,
    tellLate: () => void,
  ) {
    this.#takers = takers
    this.#shutdown = shutdown
    this.#agent = agent
    this.#tellLate = tellLate
  }

  /** Loads the SDK and makes the instruments; nothing is sent yet. */
  static async open({ settings, env, engine, tell }: OtelOptions): Promise<OtelMetrics> {
    const { url, intervalMs } = settings
    const [sdk, { OTLPMetricExporter }, resources] = await Promise.all([
      import('@opentelemetry/sdk-metrics'),
      import('@opentelemetry/exporter-metrics-otlp-http'),
      import('@opentelemetry/resources'),
    ])
    let isTold = false
    const tellOnce = (reason: string) => {
      if (!isTold) tell(`OpenTelemetry: ${showEndpoint(url)} has not got the metrics: ${reason}`)
      isTold = true
    }
    const agent = await createAgent(url, env, 'METRICS', tellOnce)
    const exporter = new OTLPMetricExporter({
      url: url.href,
      timeoutMillis: FLUSH_MS,
      httpAgentOptions: () => agent,
    })
    const own = { 'service.name': 'thunderline', 'service.version': engine }
    const { resourceAttributesEnvDetector, serviceNameEnvDetector } = resources
    const provider = new sdk.MeterProvider({
      resource: resources
        // Each process tells its own sums: without an instance of their own they would be one series.
        .resourceFromAttributes({ ...own, 'service.instance.id': randomUUID() })
        .merge(
          resources.detectResources({
            detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector],
          }),
        ),
      readers: [
        new sdk.PeriodicExportingMetricReader({
          exporter: watchExporter(exporter, tellOnce),
          exportIntervalMillis: intervalMs,
          exportTimeoutMillis: Math.min(FLUSH_MS, intervalMs),
        }),
      ],
    })
    const meter = provider.getMeter('thunderline', engine)
    return new OtelMetrics(
      INSTRUMENTS.map((instrument) => createTaker(meter, instrument)),
      () => provider.shutdown(),
      agent,
      () => tellOnce(`no answer within ${FLUSH_MS / 1000} s`),
    )
  }

  /** Takes an event into all metrics that are made of it. */
  take(event: MeasureEvent): void {
    for (const take of this.#takers) take(event)
  }

  /** Sends what is left and ends; settles within `FLUSH_MS`, and never throws. */
  async close(): Promise<void> {
    await endWithin(this.#shutdown, this.#agent, this.#tellLate)
  }
}

function createTaker(meter: Meter, instrument: Instrument): TakeEvent {
  const { event: name, measurement, kind, about: description, unit, bounds } = instrument
  const options = { description, unit }
  const add = (() => {
    switch (kind) {
      case 'histogram': {
        const advice = { explicitBucketBoundaries: [...(bounds ?? [])] }
        const histogram = meter.createHistogram(instrument.name, { ...options, advice })
        return histogram.record.bind(histogram)
      }
      case 'counter': {
        const counter = meter.createCounter(instrument.name, options)
        return counter.add.bind(counter)
      }
      case 'gauge': {
        const gauge = meter.createGauge(instrument.name, options)
        return gauge.record.bind(gauge)
      }
      default:
        return kind satisfies never
    }
  })()
  return (event) => {
    if (event.name !== name) return
    const value = measurement === undefined ? 1 : event.measurements[measurement]
    if (value !== undefined) add(value, { ...event.metadata })
  }
}

/** An exporter whose failures are told here, and nowhere else: the SDK would write them to the console. */
function watchExporter(
  exporter: PushMetricExporter,
  tell: (reason: string) => void,
): PushMetricExporter {
  return {
    export: (metrics, done) =>
      exporter.export(metrics, (result) => {
        if (result.code !== 0) tell(reasonOf(result.error))
        done({ code: 0 })
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
    selectAggregationTemporality: (kind) => exporter.selectAggregationTemporality!(kind),
  }
}
