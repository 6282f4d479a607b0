/** What keeps a world from being measured as somebody asks. */
import { MetricError } from './errors.ts'
import type { MeasuredWorld } from './metric.ts'
import { formatSpec, type MetricSpec } from './parse-metrics.ts'

/**
 * Checks metrics that were asked for by name. Those of `all` are left out where they cannot be measured.
 *
 * @throws {MetricError} for the first that cannot be measured of any state of the world, with what can.
 */
export function assertMeasurable(specs: readonly MetricSpec[], world: MeasuredWorld): void {
  for (const { metric, parameter, isOptional } of specs) {
    const obstacle = metric.findObstacle?.(world, parameter)
    if (obstacle === undefined || isOptional) continue
    const spec = formatSpec({ metric, parameter })
    const fitting = (metric.parameter?.choices ?? []).filter(
      (choice) => metric.findObstacle?.(world, choice) === undefined,
    )
    const known = fitting.map((choice) => formatSpec({ metric, parameter: choice }))
    throw new MetricError(`${spec} cannot be measured here: ${obstacle}`, {
      spec,
      known: known.length > 0 ? known : ['nothing of the kind'],
    })
  }
}
