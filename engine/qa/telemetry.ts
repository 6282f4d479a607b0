/** What the gate tells the event bus: each scenario that is done, and the suite. */

import { buildMeasure, type MeasureEvent, toMetadata } from '../telemetry/published-event.ts'
import { SCENARIO_COMPLETED, SUITE_COMPLETED } from '../telemetry/types/quality-types.ts'
import type { EntryReport, SuiteReport } from './report-schema.ts'

/**
 * The event of a scenario that is done: `duration_ms`, and where they were measured `entropy_mean`, over its
 * probes, and `convergence_steps`.
 */
export function describeCompletion(suite: string, entry: EntryReport): MeasureEvent {
  const { name, backend, outcome, durationMs, probes, summary } = entry
  const entropies = probes.flatMap(({ metrics }) => metrics.entropy ?? [])
  const sum = entropies.reduce((total, entropy) => total + entropy, 0)
  const measurements: Record<string, number> = { duration_ms: durationMs }
  if (entropies.length > 0) measurements.entropy_mean = sum / entropies.length
  const converged = summary['convergence.tick'] ?? probes.at(-1)?.metrics['convergence.tick']
  if (converged !== undefined) measurements.convergence_steps = converged
  return buildMeasure({
    name: SCENARIO_COMPLETED.name,
    measurements,
    metadata: {
      suite: toMetadata(suite),
      scenario: toMetadata(name),
      backend: backend ?? 'none',
      outcome,
    },
  })
}

/** The event of a suite that is done. */
export function describeSuiteCompletion(report: SuiteReport): MeasureEvent {
  const { suite, backend, passed, durationMs, counts } = report
  return buildMeasure({
    name: SUITE_COMPLETED.name,
    measurements: { duration_ms: durationMs, ...counts },
    metadata: { suite: toMetadata(suite), backend, outcome: passed ? 'passed' : 'failed' },
  })
}
