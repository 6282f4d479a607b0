/**
 * What the gate tells whoever listens, as frozen events: a name, numbers, and what they are of. Where
 * they go (an event bus, OpenTelemetry, a log) is for the sink that is given to decide.
 */
import type { EntryReport } from './report-schema.ts'

export interface TelemetryEvent {
  /** Dotted: `ca.qa.scenario.completed`. */
  readonly name: string
  readonly measurements: Readonly<Record<string, number>>
  readonly metadata: Readonly<Record<string, string>>
}

/** Takes events, each as it happens; what it throws is thrown on. */
export interface Telemetry {
  emit(event: TelemetryEvent): void
}

/** Told once for each scenario of a suite, whatever its outcome. */
export const SCENARIO_COMPLETED = 'ca.qa.scenario.completed'

/**
 * The event of a scenario that is done: `duration_ms`, and where they were measured `entropy_mean`, over its
 * probes, and `convergence_steps`.
 */
export function describeCompletion(suite: string, entry: EntryReport): TelemetryEvent {
  const { name, backend, outcome, durationMs, probes, summary } = entry
  const entropies = probes.flatMap(({ metrics }) => metrics.entropy ?? [])
  const sum = entropies.reduce((total, entropy) => total + entropy, 0)
  const measurements: Record<string, number> = { duration_ms: durationMs }
  if (entropies.length > 0) measurements.entropy_mean = sum / entropies.length
  const converged = summary['convergence.tick'] ?? probes.at(-1)?.metrics['convergence.tick']
  if (converged !== undefined) measurements.convergence_steps = converged
  return Object.freeze({
    name: SCENARIO_COMPLETED,
    measurements: Object.freeze(measurements),
    metadata: Object.freeze({ suite, scenario: name, backend: backend ?? 'none', outcome }),
  })
}
