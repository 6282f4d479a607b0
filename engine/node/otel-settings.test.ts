import { expect, test } from 'vitest'
import {
  type Environment,
  isConsoleForTraces,
  readOtelSettings,
  showEndpoint,
} from './otel-settings.ts'

/** Where metrics go, or why they do not. */
function found(env: Environment): string | undefined {
  const settings = readOtelSettings(env)
  return settings.kind === 'on' ? settings.url.href : settings.problem
}

const BASE = 'OTEL_EXPORTER_OTLP_ENDPOINT'
const OWN = 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'
const EXPORTER = 'OTEL_METRICS_EXPORTER'

test.each<[Environment, string | undefined]>([
  [{}, undefined],
  [{ OTEL_SERVICE_NAME: 'gate' }, undefined],
  [{ [BASE]: '' }, undefined],
  [{ [BASE]: 'http://there:4318' }, 'http://there:4318/v1/metrics'],
  [{ [BASE]: 'http://there:4318/otlp/' }, 'http://there:4318/otlp/v1/metrics'],
  [{ [OWN]: 'https://there/x' }, 'https://there/x'],
  [{ [OWN]: 'http://own/', [BASE]: 'http://base/' }, 'http://own/'],
  [{ [EXPORTER]: 'otlp' }, 'http://localhost:4318/v1/metrics'],
  [{ [EXPORTER]: 'console, otlp', [BASE]: 'http://there' }, 'http://there/v1/metrics'],
  [{ [EXPORTER]: 'none', [BASE]: 'http://there' }, undefined],
  [{ OTEL_SDK_DISABLED: 'TRUE', [BASE]: 'http://there' }, undefined],
  [{ OTEL_SDK_DISABLED: 'false', [BASE]: 'http://there' }, 'http://there/v1/metrics'],
])('%j: %s', (env, expected) => {
  expect(found(env)).toBe(expected)
})

test.each<[Environment, RegExp]>([
  [{ [EXPORTER]: 'prometheus' }, /otlp and none, not prometheus/],
  [{ [BASE]: 'there:4318' }, /no http or https URL/],
  [{ [BASE]: 'ftp://there' }, /no http or https URL/],
  [{ [OWN]: 'metrics' }, /no http or https URL/],
  [{ [BASE]: 'http://there', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /asks for grpc/],
])('%j is not what there is, and that is told', (env, reason) => {
  expect(readOtelSettings(env).kind).toBe('off')
  expect(found(env)).toMatch(reason)
})

test('metrics are sent every minute, or as often as the environment says', () => {
  const read = (text: string | undefined) =>
    readOtelSettings({ [BASE]: 'http://there', OTEL_METRIC_EXPORT_INTERVAL: text })
  expect(read(undefined)).toMatchObject({ intervalMs: 60_000 })
  expect(read('5000')).toMatchObject({ intervalMs: 5000 })
  for (const wrong of ['0', '-1', 'often', '1e12', '0.5']) {
    expect(read(wrong)).toMatchObject({ intervalMs: 60_000 })
  }
})

test('an endpoint is shown without the secrets that it can hold', () => {
  const url = new URL('https://name:secret@there:99/v1/metrics?token=secret')
  expect(showEndpoint(url)).toBe('https://there:99/v1/metrics')
})

test('traces have variables of their own, and can go to the console', () => {
  const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://own/x' }
  expect(readOtelSettings(own, 'TRACES')).toMatchObject({ url: new URL('http://own/x') })
  expect(readOtelSettings(own)).toMatchObject({ kind: 'off' })
  const base = { [BASE]: 'http://there' }
  expect(readOtelSettings(base, 'TRACES')).toMatchObject({ url: new URL('http://there/v1/traces') })
  expect(readOtelSettings({ ...base, OTEL_TRACES_EXPORTER: 'none' }, 'TRACES').kind).toBe('off')
  expect(isConsoleForTraces({ OTEL_TRACES_EXPORTER: 'otlp, console' })).toBe(true)
  expect(isConsoleForTraces(base)).toBe(false)
})
