/**
 * Whether metrics and traces go to an OpenTelemetry collector, and to which one: the standard environment decides.
 *
 * Headers, compression, temporality, OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are read by the SDK
 * itself, where it is loaded at all.
 *
 * Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ and
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */

/** The environment of a process; what is empty counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What is sent. */
export type OtelSignal = 'METRICS' | 'TRACES'

/** Where metrics or traces go. */
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
const DEFAULT_INTERVAL_MS = 60_000
const MIN_INTERVAL_MS = 100

/** Reads the environment, for one of the two signals. */
export function readOtelSettings(
  env: Environment,
  signal: OtelSignal = 'METRICS',
): OtelSettings | NoOtel {
  const what = signal.toLowerCase()
  const own = read(env, `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`)
  const base = read(env, 'OTEL_EXPORTER_OTLP_ENDPOINT')
  const exporter = read(env, `OTEL_${signal}_EXPORTER`)
  const isAsked = own !== undefined || base !== undefined || exporter !== undefined
  if (!isAsked || isDisabled(env)) return off()
  const names = exporter?.split(',').map((name) => name.trim()) ?? ['otlp']
  if (!names.includes('otlp')) {
    const isNone = names.every((name) => name === 'none')
    return off(isNone ? undefined : `OTEL_${signal}_EXPORTER knows otlp and none, not ${exporter}`)
  }
  const protocol =
    read(env, `OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`) ?? read(env, 'OTEL_EXPORTER_OTLP_PROTOCOL')
  if (protocol === 'grpc') {
    return off(`${what} are sent as JSON over HTTP, and OTEL_EXPORTER_OTLP_PROTOCOL asks for grpc`)
  }
  const text = own ?? joinPath(base ?? DEFAULT_BASE, `v1/${what}`)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return off('the endpoint of the collector is no http or https URL')
  }
  return { kind: 'on', url, intervalMs: readInterval(env) }
}

/** Whether traces are to be written to the console. */
export function isConsoleForTraces(env: Environment): boolean {
  const names = read(env, 'OTEL_TRACES_EXPORTER')?.split(',') ?? []
  return !isDisabled(env) && names.some((name) => name.trim() === 'console')
}

const isDisabled = (env: Environment) => read(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true'

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
const joinPath = (base: string, path: string) => `${base}${base.endsWith('/') ? '' : '/'}${path}`

function readInterval(env: Environment): number {
  const value = Number(read(env, 'OTEL_METRIC_EXPORT_INTERVAL'))
  return Number.isInteger(value) && value >= MIN_INTERVAL_MS && value < 2 ** 31
    ? value
    : DEFAULT_INTERVAL_MS
}
