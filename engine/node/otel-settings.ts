/**
 * Whether metrics go to an OpenTelemetry collector, and to which one: the standard environment decides.
 *
 * Headers, compression, temporality, OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are read by the SDK
 * itself, where it is loaded at all.
 *
 * Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ and
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */

/** The environment of a process; what is empty counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Where metrics go. */
export interface OtelSettings {
  readonly kind: 'on'
  readonly url: URL
  /** How often metrics are sent before the end. */
  readonly intervalMs: number
}

/** Metrics go nowhere; `problem` is there when that is not what was asked for. */
export interface NoOtel {
  readonly kind: 'off'
  readonly problem: string | undefined
}

const DEFAULT_BASE = 'http://localhost:4318'
const METRICS_PATH = 'v1/metrics'
const DEFAULT_INTERVAL_MS = 60_000
const MIN_INTERVAL_MS = 100

/** Reads the environment. */
export function readOtelSettings(env: Environment): OtelSettings | NoOtel {
  const own = read(env, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT')
  const base = read(env, 'OTEL_EXPORTER_OTLP_ENDPOINT')
  const exporter = read(env, 'OTEL_METRICS_EXPORTER')
  const isAsked = own !== undefined || base !== undefined || exporter !== undefined
  if (!isAsked || read(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return off()
  const names = exporter?.split(',').map((name) => name.trim()) ?? ['otlp']
  if (!names.includes('otlp')) {
    const isNone = names.every((name) => name === 'none')
    return off(isNone ? undefined : `OTEL_METRICS_EXPORTER knows otlp and none, not ${exporter}`)
  }
  const protocol =
    read(env, 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL') ?? read(env, 'OTEL_EXPORTER_OTLP_PROTOCOL')
  if (protocol === 'grpc') {
    return off('metrics are sent as JSON over HTTP, and OTEL_EXPORTER_OTLP_PROTOCOL asks for grpc')
  }
  const text = own ?? joinPath(base ?? DEFAULT_BASE)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return off('the endpoint of the collector is no http or https URL')
  }
  return { kind: 'on', url, intervalMs: readInterval(env) }
}

/** An endpoint as it may be shown: without the names and secrets that a URL can hold. */
export function showEndpoint({ origin, pathname }: URL): string {
  return `${origin}${pathname}`
}

function off(problem?: string): NoOtel {
  return { kind: 'off', problem }
}

function read(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

/** The specification has the path added to whatever base there is. */
const joinPath = (base: string) => `${base}${base.endsWith('/') ? '' : '/'}${METRICS_PATH}`

function readInterval(env: Environment): number {
  const value = Number(read(env, 'OTEL_METRIC_EXPORT_INTERVAL'))
  return Number.isInteger(value) && value >= MIN_INTERVAL_MS && value < 2 ** 31
    ? value
    : DEFAULT_INTERVAL_MS
}
