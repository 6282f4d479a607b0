/** What the process itself takes. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { MetricValues } from './metric-family.ts'
import type { MetricId } from './metric-types.ts'

/** The event loop is looked at so often. */
const RESOLUTION_MS = 10
const QUANTILES = [50, 99] as const

export class ProcessMetrics {
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>

  constructor() {
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
    this.#delay.enable()
  }

  /** Reads all; the lag of the event loop is that since the last reading. */
  read(): Partial<Record<MetricId, MetricValues>> {
    const { rss, heapUsed } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    const lags = QUANTILES.map(
      (percent) => [`${percent / 100}`, this.#delay.percentile(percent)] as const,
    )
    this.#delay.reset()
    return {
      residentBytes: rss,
      heapBytes: heapUsed,
      cpuSeconds: (user + system) / 1e6,
      uptimeSeconds: process.uptime(),
      loopLag: lags.map(([quantile, nanoseconds]) => [[quantile], lagOf(nanoseconds)]),
    }
  }

  close(): void {
    this.#delay.disable()
  }
}

/** The histogram has the whole time between two rounds. */
function lagOf(nanoseconds: number): number {
  return Math.max(0, (nanoseconds || 0) / 1e9 - RESOLUTION_MS / 1000)
}
