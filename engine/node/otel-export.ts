/** What exporters of metrics and of traces have in common: connections that can be ended, and words for failures. */
import { readFileSync } from 'node:fs'
import type { Agent } from 'node:http'
import type { Environment, OtelSignal } from './otel-settings.ts'

/** An export has to be answered within this time, and so has the last one. */
export const FLUSH_MS = 2000

/** The longest reason that is told. */
const MAX_REASON_CHARS = 200

/** Why an export failed, in a few words. */
export function reasonOf(error: Error | undefined): string {
  const code = error !== undefined && 'code' in error ? error.code : undefined
  const message = error?.message.split('\n', 1)[0] ?? ''
  if (typeof code === 'number') return `it answered ${code} ${message}`.slice(0, MAX_REASON_CHARS)
  return (message || String(code ?? 'for no reason that is known')).slice(0, MAX_REASON_CHARS)
}

/**
 * Connections that can be ended from here, with the certificates that the environment names. Loading what
 * makes them takes longer than all else that a command loads, so only who sends something has it.
 */
export async function createAgent(
  url: URL,
  env: Environment,
  signal: OtelSignal,
  tell: (reason: string) => void,
): Promise<Agent> {
  if (url.protocol === 'http:') return new (await import('node:http')).Agent({ keepAlive: true })
  const read = (what: string) => {
    const path =
      env[`OTEL_EXPORTER_OTLP_${signal}_${what}`] || env[`OTEL_EXPORTER_OTLP_${what}`] || undefined
    if (path === undefined) return undefined
    try {
      return readFileSync(path)
    } catch {
      tell(`the file of OTEL_EXPORTER_OTLP_${what} cannot be read`)
      return undefined
    }
  }
  return new (await import('node:https')).Agent({
    keepAlive: true,
    ca: read('CERTIFICATE'),
    cert: read('CLIENT_CERTIFICATE'),
    key: read('CLIENT_KEY'),
  })
}

/** Waits for the end of an exporter, but not for long; then its connections are ended. Never throws. */
export async function endWithin(
  shutdown: () => Promise<void>,
  agent: Agent | undefined,
  tellLate: () => void,
): Promise<void> {
  const { promise: isLate, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), FLUSH_MS)
  const outcome = await Promise.race([shutdown().catch(() => 'failed'), isLate])
  clearTimeout(timer)
  if (outcome === 'late') tellLate()
  // What still waits for an answer would keep the process from its end.
  agent?.destroy()
}
