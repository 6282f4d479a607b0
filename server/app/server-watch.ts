/** What a server tells of itself: its log, its traces and its counts, made before anything else and ended last. */
import manifest from '../../package.json' with { type: 'json' }
import type { ServerConfig } from '../config/server-config.ts'
import { ServerCounters } from '../observability/counters.ts'
import { createLog, type Log } from '../observability/log.ts'
import { openTracer } from '../observability/otel-tracer.ts'
import { NO_TRACER, type Tracer } from '../observability/tracer.ts'

export interface ServerWatch {
  readonly log: Log
  readonly tracer: Tracer
  readonly counters: ServerCounters
  /** Sends what is left of traces; never throws. */
  close(): Promise<void>
}

/** Opens what the configuration and the environment ask for; the log goes to stderr. */
export async function openServerWatch(
  { logLevel, databaseUrl }: Pick<ServerConfig, 'logLevel' | 'databaseUrl'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ServerWatch> {
  const log = createLog({
    level: logLevel,
    isTerminal: process.stderr.isTTY === true,
    write: (line) => void process.stderr.write(line),
    wallTimeMs: () => Date.now(),
  })
  hidePassword(log, databaseUrl)
  const { tracer, close } = await openTracer({
    ...{ env, version: manifest.version },
    tell: (problem) => log.warn(problem, { code: 'observability/traces' }),
    writeSpan: (line) => void process.stderr.write(`${line}\n`),
  })
  return { log, tracer, counters: new ServerCounters(), close }
}

/** One that tells nobody anything. */
export function createQuietWatch(): ServerWatch {
  const log = createLog({
    ...{ level: 'error', isTerminal: false, wallTimeMs: () => Date.now() },
    write: () => {},
  })
  return { log, tracer: NO_TRACER, counters: new ServerCounters(), close: async () => {} }
}

function hidePassword(log: Log, databaseUrl: string | undefined): void {
  if (databaseUrl === undefined || !URL.canParse(databaseUrl)) return
  const { password } = new URL(databaseUrl)
  if (password === '') return
  log.hide(password)
  try {
    log.hide(decodeURIComponent(password))
  } catch {
    // Whatever is no encoding is used as it stands.
  }
}
