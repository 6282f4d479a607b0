/** All that is measured of a server, put together when it is read. */
import type { LiveSocketStats } from '../api/sockets/live-sockets.ts'
import type { ServerCounters } from '../observability/counters.ts'
import {
  buildFamilies,
  type MetricFamily,
  type MetricValues,
} from '../observability/metric-family.ts'
import type { MetricId } from '../observability/metric-types.ts'
import type { ProcessMetrics } from '../observability/process-metrics.ts'
import { countDeadLetters } from '../storage/consumer-tables.ts'
import type { Database } from '../storage/database.ts'
import { countRuns } from '../storage/run-tables.ts'
import type { ServerRecord } from './server-record.ts'

/** Whoever reads more often gets the same again. */
const FRESH_MS = 500
/** What the database does not count in this time is left out: readiness says why. */
const COUNT_MS = 2000
const AUDIT_STATES = ['pending', 'clean', 'failing', 'unable'] as const

export interface ServerMetricsOptions {
  readonly record: Pick<ServerRecord, 'ledger' | 'bus' | 'audits' | 'database' | 'findHindrances'>
  readonly counters: ServerCounters
  readonly process: ProcessMetrics
  /** Undefined while there are no sockets. */
  readonly socketStats: () => LiveSocketStats | undefined
}

type Values = Partial<Record<MetricId, MetricValues | undefined>>

export class ServerMetrics {
  readonly #options: ServerMetricsOptions
  #reading: Promise<readonly MetricFamily[]> | undefined
  #readMs = Number.NEGATIVE_INFINITY

  constructor(options: ServerMetricsOptions) {
    this.#options = options
  }

  /** Reads all. */
  async read(): Promise<readonly MetricFamily[]> {
    const nowMs = performance.now()
    if (this.#reading === undefined || nowMs - this.#readMs > FRESH_MS) {
      this.#readMs = nowMs
      this.#reading = this.#readNow()
    }
    return await this.#reading
  }

  async #readNow(): Promise<readonly MetricFamily[]> {
    const { process } = this.#options
    const counted = await countIn(this.#options.record.database)
    return buildFamilies({
      ...process.read(),
      ...this.#readRecord(),
      ...this.#readCounters(),
      ...this.#readSockets(),
      ...counted,
    })
  }

  #readRecord(): Values {
    const { ledger, bus, audits, findHindrances } = this.#options.record
    const stats = bus.listStats()
    return {
      ledgerEntries: ledger.head.size,
      ledgerFailed: ledger.failure === undefined ? 0 : 1,
      appendSeconds: ledger.measures?.appendSeconds,
      groupEntries: ledger.measures?.groupEntries,
      consumerDepth: stats.map(({ consumer, depth }) => [[consumer], depth]),
      consumerP95: stats.flatMap(({ consumer, p95Ms }) =>
        p95Ms === undefined ? [] : [[[consumer], p95Ms / 1000] as const],
      ),
      auditState: AUDIT_STATES.map((state) => [[state], audits.status.kind === state ? 1 : 0]),
      ready: findHindrances().length === 0 ? 1 : 0,
    }
  }

  #readCounters(): Values {
    const { counters } = this.#options
    return {
      published: counters.published,
      verdicts: counters.verdicts.values,
      verdictSeconds: counters.verdictSeconds.state,
      calls: counters.calls.values,
      callSeconds: counters.callSeconds.state,
      bridgeCalls: counters.bridgeCalls.values,
      bridgeSeconds: counters.bridgeSeconds.state,
      rateRefusals: counters.rateRefusals,
      requests: counters.requests.values,
      requestSeconds: counters.requestSeconds.state,
    }
  }

  #readSockets(): Values {
    const stats = this.#options.socketStats()
    if (stats === undefined) return {}
    const { sockets, subscriptions, sentMessages, letGo } = stats
    return { sockets, subscriptions, socketMessages: sentMessages, socketsLetGo: letGo }
  }
}

async function countIn(database: Database): Promise<Values> {
  const counting = (async () => {
    const [dlqDepth, runs] = await Promise.all([countDeadLetters(database), countRuns(database)])
    return {
      dlqDepth,
      runs: runs.map(({ state, runs: count }) => [[state], count] as const),
    }
  })()
  const { promise: isLate, resolve } = Promise.withResolvers<Values>()
  const timer = setTimeout(() => resolve({}), COUNT_MS)
  try {
    return await Promise.race([counting, isLate])
  } catch {
    return {}
  } finally {
    clearTimeout(timer)
    counting.catch(() => {})
  }
}
