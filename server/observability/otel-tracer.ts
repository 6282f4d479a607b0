/**
 * Traces for an OpenTelemetry collector, over OTLP/HTTP in JSON, or for the console. The SDK is loaded when this is
 * opened, and nothing of it is global.
 *
 * A collector that is not there, answers wrongly or never answers is told of once; spans that it does not take in time
 * are dropped, and neither hold up what is traced nor pile up.
 */
import { randomUUID } from 'node:crypto'
import type { Agent } from 'node:http'
import {
  type Context,
  type Span as OtelSpan,
  SpanKind as OtelSpanKind,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  SpanStatusCode,
  type TraceFlags,
  trace,
} from '@opentelemetry/api'
import type { ReadableSpan, SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import { createAgent, endWithin, FLUSH_MS, reasonOf } from '../../engine/node/otel-export.ts'
import {
  type Environment,
  isConsoleForTraces,
  readOtelSettings,
  showEndpoint,
} from '../../engine/node/otel-settings.ts'
import { parseTraceparent } from '../../engine/telemetry/cloud-event.ts'
import { NO_TRACER, type Span, type SpanOptions, type Tracer } from './tracer.ts'

/** What waits to be sent at most; more is dropped. */
const MAX_WAITING_SPANS = 2048
const SEND_EVERY_MS = 1000

export interface OpenTracerOptions {
  readonly env: Environment
  /** The version of Thunderline. */
  readonly version: string
  /** Is told why the collector has not what it should have, at most once. */
  readonly tell: (problem: string) => void
  /** Takes a span for the console, as JSON on one line. */
  readonly writeSpan: (line: string) => void
}

/** A tracer with what ends it. */
export interface OpenTracer {
  readonly tracer: Tracer
  /** Sends what is left and ends; settles within `FLUSH_MS`, and never throws. */
  close(): Promise<void>
}

const NOTHING: OpenTracer = Object.freeze({ tracer: NO_TRACER, close: async () => {} })

/** Opens what the environment asks for; a tracer that traces nothing where that is nothing. Never throws. */
export async function openTracer(options: OpenTracerOptions): Promise<OpenTracer> {
  const { env, tell, writeSpan } = options
  const isConsole = isConsoleForTraces(env)
  const settings = isConsole ? undefined : readOtelSettings(env, 'TRACES')
  if (settings?.kind === 'off') {
    if (settings.problem !== undefined) {
      tell(`OpenTelemetry: no traces are sent: ${settings.problem}`)
    }
    return NOTHING
  }
  try {
    if (settings === undefined) return await build(options, createConsoleExporter(writeSpan))
    return await openCollector(options, settings.url)
  } catch (error) {
    tell(`OpenTelemetry: no traces are sent: ${error instanceof Error ? error.message : error}`)
    return NOTHING
  }
}

async function openCollector(options: OpenTracerOptions, url: URL): Promise<OpenTracer> {
  const { env, tell } = options
  let isTold = false
  const tellOnce = (reason: string) => {
    if (!isTold) tell(`OpenTelemetry: ${showEndpoint(url)} has not got the traces: ${reason}`)
    isTold = true
  }
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  const agent = await createAgent(url, env, 'TRACES', tellOnce)
  const exporter = new OTLPTraceExporter({
    url: url.href,
    timeoutMillis: FLUSH_MS,
    httpAgentOptions: () => agent,
  })
  return await build(options, watchExporter(exporter, tellOnce), agent, tellOnce)
}

async function build(
  { env, version }: OpenTracerOptions,
  exporter: SpanExporter,
  agent?: Agent,
  tellOnce: (reason: string) => void = () => {},
): Promise<OpenTracer> {
  const [sdk, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
  ])
  const { resourceAttributesEnvDetector, serviceNameEnvDetector } = resources
  const own = { 'service.name': 'thunderline', 'service.version': version }
  const provider: TracerProvider = new sdk.TracerProvider({
    resource: resources
      .resourceFromAttributes({ ...own, 'service.instance.id': randomUUID() })
      .merge(
        resources.detectResources({
          detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector],
        }),
      ),
    sampler: new sdk.ParentBasedSampler({ root: createRootSampler(sdk, env) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter,
        maxQueueSize: MAX_WAITING_SPANS,
        maxExportBatchSize: MAX_WAITING_SPANS / 4,
        scheduledDelayMillis: SEND_EVERY_MS,
        exportTimeoutMillis: FLUSH_MS,
      }),
    ],
  })
  return {
    tracer: new OpenTelemetryTracer(provider.getTracer('thunderline', version)),
    close: () =>
      endWithin(
        () => provider.shutdown(),
        agent,
        () => tellOnce(`no answer within ${FLUSH_MS / 1000} s`),
      ),
  }
}

/** Traces that begin here are all sampled, or a share of them: `OTEL_TRACES_SAMPLER_ARG`, from 0 to 1. */
function createRootSampler(sdk: typeof import('@opentelemetry/sdk-trace'), env: Environment) {
  const name = env.OTEL_TRACES_SAMPLER?.trim().replace(/^parentbased_/, '')
  if (name === 'always_off') return new sdk.AlwaysOffSampler()
  const share = Number(env.OTEL_TRACES_SAMPLER_ARG || 1)
  if (name === 'traceidratio' && share >= 0 && share <= 1) {
    return new sdk.TraceIdRatioBasedSampler(share)
  }
  return new sdk.AlwaysOnSampler()
}

const KINDS = {
  internal: OtelSpanKind.INTERNAL,
  server: OtelSpanKind.SERVER,
  client: OtelSpanKind.CLIENT,
  producer: OtelSpanKind.PRODUCER,
  consumer: OtelSpanKind.CONSUMER,
} as const

class OpenTelemetryTracer implements Tracer {
  readonly isOn = true
  readonly #tracer: OtelTracer

  constructor(tracer: OtelTracer) {
    this.#tracer = tracer
  }

  begin(name: string, { parent, kind = 'internal', attributes, startMs }: SpanOptions): Span {
    const options = {
      kind: KINDS[kind],
      ...(attributes === undefined ? {} : { attributes }),
      ...(startMs === undefined ? {} : { startTime: startMs }),
    }
    const span = this.#tracer.startSpan(name, options, contextOf(parent))
    return {
      traceparent: formatContext(span),
      note: (noted) => void span.setAttributes(noted),
      end(error, endMs) {
        if (error !== undefined) describeError(span, error)
        span.end(endMs)
      },
    }
  }
}

/** Only the code of an error: its message may name what is nobody else's. */
function describeError(span: OtelSpan, error: unknown): void {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  const type = typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown'
  span.setAttribute('error.type', type)
  span.setStatus({ code: SpanStatusCode.ERROR, message: type })
}

function contextOf(parent: string | undefined): Context {
  const [, traceId, spanId, flags] = parseTraceparent(parent)?.split('-') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT
  const traceFlags = (Number.parseInt(flags, 16) & 1) as TraceFlags
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

function formatContext(span: OtelSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`
}

/** An exporter whose failures are told here, and nowhere else: the SDK would write them to the console. */
function watchExporter(exporter: SpanExporter, tell: (reason: string) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code !== 0) tell(reasonOf(result.error))
        done({ code: 0 })
      }),
    forceFlush: async () => await exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  }
}

function createConsoleExporter(write: (line: string) => void): SpanExporter {
  return {
    export(spans, done) {
      for (const span of spans) write(JSON.stringify(describeSpan(span)))
      done({ code: 0 })
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  }
}

function describeSpan(span: ReadableSpan): object {
  const { traceId, spanId } = span.spanContext()
  const [seconds, nanoseconds] = span.duration
  return {
    ...{ span: span.name, trace_id: traceId, span_id: spanId },
    parent_span_id: span.parentSpanContext?.spanId,
    duration_ms: seconds * 1000 + nanoseconds / 1e6,
    ...{ attributes: span.attributes },
  }
}
