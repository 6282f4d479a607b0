/** All metrics there are, in the order in which they are listed and reported. */
import { ACTIVITY } from './activity.ts'
import { ALIVE } from './alive.ts'
import { ENTROPY } from './entropy.ts'
import type { Metric } from './metric.ts'

export const METRICS: readonly Metric[] = Object.freeze([ALIVE, ENTROPY, ACTIVITY])

/** The metric of a name; undefined where there is none. */
export function findMetric(name: string): Metric | undefined {
  return METRICS.find((metric) => metric.name === name)
}
