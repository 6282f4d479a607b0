/** Which metrics there are, and what keeps a run from being measured by some of them. */
import type { MeasuredWorld, Metric } from '../metrics/metric.ts'
import { METRICS } from '../metrics/metric-list.ts'
import type { MetricOffer } from '../protocol/measure-api.ts'
import { describeWorld, statesOf } from './run-meter.ts'
import type { Simulation } from './simulation.ts'

/** A run that is watched does not wait for another. */
const OWN_RUN = 'it takes a run of its own; thunderline run --metric measures it'

/** All metrics, as they are offered for the world of a simulation. */
export function listMetrics({ run, rule }: Simulation): readonly MetricOffer[] {
  const world = { ...describeWorld(run), states: statesOf(run, rule) }
  return METRICS.map((metric) => offerMetric(metric, world))
}

function offerMetric(metric: Metric, world: MeasuredWorld): MetricOffer {
  const { name, outputs, source, parameter } = metric
  const whyNot = (choice: string) =>
    metric.isOwnRun ? OWN_RUN : metric.findObstacle?.(world, choice)
  if (parameter === undefined) return { name, outputs, source, parameter, obstacle: whyNot('') }
  const choices = parameter.choices.filter((choice) => whyNot(choice) === undefined)
  const obstacle = choices.length === 0 ? whyNot(parameter.fallback) : undefined
  const { about, fallback } = parameter
  const first = choices.includes(fallback) ? fallback : (choices[0] ?? fallback)
  return { name, outputs, source, parameter: { about, fallback: first, choices }, obstacle }
}
