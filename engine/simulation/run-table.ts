/** What probes see as rows of a table: which run it was, the tick, what is there, and what was measured. */
import type { Column, TableRow } from '../formats/table/table.ts'
import type { Size } from '../lattice/size.ts'
import { type MetricSpec, parseMetrics } from '../metrics/parse-metrics.ts'
import type { Probe } from './run-to-probes.ts'
import type { Simulation } from './simulation.ts'

/** What a table has measured where nobody says: cheap, and there for every world. */
export const DEFAULT_METRICS: readonly MetricSpec[] = parseMetrics('entropy, alive, activity')

/** Columns that every row of a run has before what was measured. */
export const RUN_COLUMNS: readonly Column[] = Object.freeze([
  { name: 'scenario', kind: 'text' },
  { name: 'rule', kind: 'text' },
  { name: 'size', kind: 'text' },
  { name: 'topology', kind: 'text' },
  { name: 'seed', kind: 'seed' },
  { name: 'backend', kind: 'text' },
  { name: 'tick', kind: 'count' },
  { name: 'population', kind: 'count' },
  { name: 'cellsHash', kind: 'text' },
  { name: 'stateHash', kind: 'text' },
])

/**
 * The row of a probe, to be asked for while the simulation still is at its tick.
 *
 * @param backend told in place of the one that the simulation is on now, which may change on the way.
 */
export async function describeProbeRow(
  simulation: Simulation,
  probe: Probe,
  backend: string = simulation.backend,
): Promise<TableRow> {
  const { run, rule } = simulation
  const { tick, population, cellsHash, stateHash, metrics } = probe
  const isExact = population === undefined || Number.isSafeInteger(population)
  return {
    cells: {
      scenario: run.title,
      rule: rule.canonical,
      size: formatTableSize(run.size, run.dimensions),
      topology: run.topology.kind,
      seed: run.seed,
      backend,
      tick,
      population: isExact ? population : await simulation.population(),
      cellsHash,
      stateHash,
    },
    measured: metrics,
  }
}

/** As `--size` takes it, with 0 for an axis without an end: `64x64`. */
function formatTableSize({ x, y, z }: Size, dimensions: number): string {
  return [x, y, z].slice(0, dimensions).join('x')
}

/**
 * Columns that metrics are sure to have, found or not: all but those which are named after zones,
 * channels or axes of a world.
 */
export function listMetricColumns(specs: readonly MetricSpec[]): readonly string[] {
  return specs.flatMap(({ metric, parameter }) =>
    metric.outputs
      .map(({ key }) => (parameter === '' ? key : key.replace(PLACEHOLDER, parameter)))
      .filter((key) => !PLACEHOLDER.test(key)),
  )
}

/** A part of a key in capitals: `LENGTH` in `block-entropy.LENGTH.cell`. */
const PLACEHOLDER = /(?<=\.)[A-Z]+(?=\.|$)/
