/** What a run on the command line tells, as a document and as text. */
import { countCells, formatSize } from '../lattice/size.ts'
import { formatRuleWorld } from '../rules/format-rule-world.ts'
import type { Breach, Probe, RunReport } from '../simulation/run-to-probes.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { ProbePlan } from './probe-plan.ts'

function speedOf(simulation: Simulation, { tickingMs }: RunReport) {
  const ticksPerSecond = tickingMs === 0 ? 0 : (simulation.tick * 1000) / tickingMs
  return { ticksPerSecond, cellsPerSecond: ticksPerSecond * countCells(simulation.run.size) }
}

/** The document that `--json` prints. */
export function describeRun(
  simulation: Simulation,
  report: RunReport,
  plan: ProbePlan,
  breaches: readonly Breach[],
) {
  const { run, backend } = simulation
  const { size } = run
  return {
    scenario: run.title,
    rule: run.rule.canonical,
    size: [size.x, size.y, size.z],
    topology: run.topology.kind,
    world: formatRuleWorld(run, run.dimensions),
    seed: run.seed.toString(),
    backend,
    probes: report.probes.filter(({ tick }) => plan.shown.has(tick)).map(describeProbe),
    ...speedOf(simulation, report),
    breaches,
  }
}

function describeProbe({ tick, population, counts, cellsHash, stateHash }: Probe) {
  const byState = Object.fromEntries(counts.map((count, state) => [state, count]))
  return { tick, population, counts: byState, cellsHash, stateHash, metrics: {} }
}

/** The table that people read. */
export function formatRun(
  simulation: Simulation,
  report: RunReport,
  plan: ProbePlan,
  breaches: readonly Breach[],
): string {
  const { run, backend } = simulation
  const { rule, size, dimensions, topology } = run
  const speed = speedOf(simulation, report)
  const name = rule.name === undefined ? '' : ` (${rule.name})`
  const shown = report.probes.filter(({ tick }) => plan.shown.has(tick))
  const tickWidth = Math.max(4, ...shown.map(({ tick }) => String(tick).length))
  const popWidth = Math.max(10, ...shown.map(({ population }) => String(population).length))
  return [
    `${run.title}: ${rule.canonical}${name}, ${formatSize(size, dimensions)} ${topology.kind}, ${backend}`,
    `${'tick'.padStart(tickWidth)}  ${'population'.padStart(popWidth)}  state     cells hash`,
    ...shown.map(
      ({ tick, population, cellsHash, stateHash }) =>
        `${String(tick).padStart(tickWidth)}  ${String(population).padStart(popWidth)}  ` +
        `${stateHash.slice(0, 8)}  ${cellsHash}`,
    ),
    ...breaches.map(
      ({ tick, what, expected, found }) =>
        `tick ${tick}: ${what} should be ${expected}, and is ${found}`,
    ),
    ...formatOutcome(simulation, report, breaches),
    `${Math.round(speed.ticksPerSecond)} ticks/s, ${(speed.cellsPerSecond / 1e6).toFixed(1)} Mcells/s`,
    '',
  ].join('\n')
}

function formatOutcome(
  { run }: Simulation,
  { probes }: RunReport,
  breaches: readonly Breach[],
): string[] {
  const seen = new Set(probes.map(({ tick }) => tick))
  const checked = run.expectations.filter(({ tick }) => seen.has(tick)).length
  return checked > 0 && breaches.length === 0 ? [`expectations hold at ${checked} ticks`] : []
}
