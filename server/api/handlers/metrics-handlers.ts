/** What is measured of the server. */
import { SYSTEM_METRICS } from '../../../engine/resources/operations/system-operations.ts'
import type { MetricFamily } from '../../observability/metric-family.ts'
import { type Handler, handle } from '../handler.ts'

export interface MetricsDependencies {
  readMetrics(): Promise<readonly MetricFamily[]>
}

export function buildMetricsHandlers({ readMetrics }: MetricsDependencies): readonly Handler[] {
  return [
    handle(SYSTEM_METRICS, async () => ({
      metrics: (await readMetrics()).map((family) => ({
        ...family,
        samples: family.samples.map((sample) => ({ ...sample, labels: { ...sample.labels } })),
      })),
    })),
  ]
}
