/** All metrics there are, in the order in which they are listed and reported. */
import { ACTIVITY } from './activity.ts'
import { ALIVE } from './alive.ts'
import { BLOCK_ENTROPY } from './block-entropy.ts'
import { CLUSTERS } from './clusters-metric.ts'
import { CORRELATION } from './correlation.ts'
import { DAMAGE } from './damage/damage.ts'
import { LYAPUNOV } from './damage/lyapunov.ts'
import { DENSITY } from './density.ts'
import { ENTROPY } from './entropy.ts'
import { FIELDS } from './field-values.ts'
import { LAMBDA } from './langton-lambda.ts'
import type { Metric } from './metric.ts'
import { MUTUAL_INFORMATION, TEMPORAL_INFORMATION } from './mutual-information.ts'
import { PERIOD } from './period.ts'

export const METRICS: readonly Metric[] = Object.freeze([
  ALIVE,
  DENSITY,
  ENTROPY,
  BLOCK_ENTROPY,
  ACTIVITY,
  CORRELATION,
  MUTUAL_INFORMATION,
  TEMPORAL_INFORMATION,
  CLUSTERS,
  LAMBDA,
  PERIOD,
  DAMAGE,
  LYAPUNOV,
  FIELDS,
])

/** The metric of a name; undefined where there is none. */
export function findMetric(name: string): Metric | undefined {
  return METRICS.find((metric) => metric.name === name)
}
