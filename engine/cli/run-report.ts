/** What a run on the command line tells, as a document and as text. */
import { siteOfCell } from '../bits/bit-world.ts'
import { countCells, formatSize, hasEnd, isUnbounded } from '../lattice/size.ts'
import { formatRuleWorld } from '../rules/format-rule-world.ts'
import { labelRule } from '../rules/label-rule.ts'
import type { Run } from '../scenario/run.ts'
import type { RefusalSum } from '../simulation/refusals.ts'
import type { Breach, Probe, RunReport } from '../simulation/run-to-probes.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { ProbePlan } from './probe-plan.ts'

function speedOf(simulation: Simulation, { firstTick, tickingMs }: RunReport) {
  const ticks = simulation.tick - firstTick
  const ticksPerSecond = tickingMs === 0 ? 0 : (ticks * 1000) / tickingMs
  const { size } = simulation.run
  // A world without an end has no number of cells that would be ticked in a second.
  const cellsPerSecond = isUnbounded(size) ? undefined : ticksPerSecond * countCells(size)
  return { ticksPerSecond, cellsPerSecond }
}

/** A report, and how long it took to make the first state. */
interface TimedReport extends RunReport {
  readonly openingMs: number
}

/** The document that `--json` prints. */
export function describeRun(
  simulation: Simulation,
  report: TimedReport,
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
    packs: run.packs ?? [],
    backend,
    backendReason: simulation.backendReason ?? null,
    firstTick: report.firstTick,
    probes: report.probes.filter(({ tick }) => plan.shown.has(tick)).map(describeProbe),
    ...speedOf(simulation, report),
    openingSeconds: report.openingMs / 1000,
    probingSeconds: report.probingMs / 1000,
    breaches,
    ...describeRefusals(simulation),
  }
}

/** So many refusals are shown; all are counted. */
const SHOWN_REFUSALS = 10

/** Orders that a policy or the state of a bit did not allow; nothing where there were none. */
function describeRefusals({ bits }: Simulation) {
  if (bits === undefined || bits.refusalCount === 0) return {}
  const { world } = bits.store
  const first = bits.refusals.slice(0, SHOWN_REFUSALS).map((refusal) => {
    const { tick, order, cell, actor, failure } = refusal
    const { x, y, z } = siteOfCell(world, cell)
    const { code, message } = failure
    return { tick, order, site: [x, y, z], actor, code, message }
  })
  return { refusals: { count: bits.refusalCount, sums: bits.refusalSums, first } }
}

/** What is not there is null, and tells why. */
function describeProbe(probe: Probe) {
  const { tick, population, counts, cellsHash, stateHash, hashReason, digests, metrics } = probe
  return {
    tick,
    population: population ?? null,
    counts: Object.fromEntries(counts.map((count, state) => [state, count])),
    cellsHash: cellsHash ?? null,
    stateHash: stateHash ?? null,
    ...(hashReason === undefined ? {} : { hashReason }),
    ...(digests === undefined
      ? {}
      : { digest: digests.digest ?? null, runDigest: digests.runDigest ?? null }),
    metrics,
  }
}

/** The table that people read. */
export async function formatRun(
  simulation: Simulation,
  report: RunReport,
  plan: ProbePlan,
  breaches: readonly Breach[],
): Promise<string> {
  const { run, backend } = simulation
  const { rule } = run
  const label = await labelRule(rule)
  const speed = speedOf(simulation, report)
  const shown = report.probes.filter(({ tick }) => plan.shown.has(tick))
  const tickWidth = Math.max(4, ...shown.map(({ tick }) => String(tick).length))
  const popWidth = Math.max(10, ...shown.map(({ population }) => String(population).length))
  const digestHeads = ['digest', 'run digest'].map((head) => head.padEnd(18)).join('')
  const hasDigests = shown.some(({ digests }) => digests !== undefined)
  return [
    `${run.title}: ${label}, ${formatWorld(run)}, ${backend}`,
    `${'tick'.padStart(tickWidth)}  ${'population'.padStart(popWidth)}  state     ${hasDigests ? digestHeads : ''}cells hash`,
    ...shown.map(
      ({ tick, population, cellsHash, stateHash, hashReason, digests }) =>
        `${String(tick).padStart(tickWidth)}  ${String(population ?? 'infinite').padStart(popWidth)}  ` +
        `${stateHash?.slice(0, 8) ?? 'none    '}  ${formatDigests(digests)}${cellsHash ?? hashReason}`,
    ),
    ...breaches.map(
      ({ tick, what, expected, found }) =>
        `tick ${tick}: ${what} should be ${expected}, and is ${found}`,
    ),
    ...formatOutcome(simulation, report, breaches),
    ...formatRefusals(simulation),
    formatSpeed(speed),
    '',
  ].join('\n')
}

/** Size and topology; an axis without an end has nothing beyond it that a topology could tell. */
function formatWorld({ size, dimensions, topology }: Run): string {
  const sizes = formatSize(size, dimensions)
  return hasEnd(size, dimensions) ? `${sizes} ${topology.kind}` : sizes
}

/** Two columns of the table, or none. */
function formatDigests(digests: Probe['digests']): string {
  if (digests === undefined) return ''
  return [digests.digest, digests.runDigest].map((each) => (each ?? 'none').padEnd(18)).join('')
}

function formatSpeed({ ticksPerSecond, cellsPerSecond }: ReturnType<typeof speedOf>): string {
  const ticks = `${Math.round(ticksPerSecond)} ticks/s`
  return cellsPerSecond === undefined
    ? ticks
    : `${ticks}, ${(cellsPerSecond / 1e6).toFixed(1)} Mcells/s`
}

function formatRefusals({ bits }: Simulation): string[] {
  const [refusal] = bits?.refusals ?? []
  if (refusal === undefined) return []
  const { order, failure } = refusal
  const count = bits!.refusalCount
  const what =
    count === 1 ? '1 order was refused,' : `${count} orders were refused, the first of them`
  const first = `${what} to ${order}: ${failure.message}`
  // After a state was resumed there may be none yet.
  const sums = bits!.refusalSums
  return count === 1 || sums.length === 0 ? [first] : [first, formatSums(sums)]
}

/** `refused: spawn 12 policy_denied, 3 zone_full; bind 1 no_path`. */
function formatSums(sums: readonly RefusalSum[]): string {
  const orders = Map.groupBy(sums, ({ order }) => order)
  const parts = [...orders].map(([order, own]) => {
    const codes = [...Map.groupBy(own, ({ code }) => code)].map(([code, same]) => {
      return `${same.reduce((sum, { count }) => sum + count, 0)} ${code}`
    })
    return `${order} ${codes.join(', ')}`
  })
  return `refused: ${parts.join('; ')}`
}

function formatOutcome(
  { run }: Simulation,
  { probes }: RunReport,
  breaches: readonly Breach[],
): string[] {
  const seen = new Set(probes.map(({ tick }) => tick))
  const checked = run.expectations.filter(({ tick }) => seen.has(tick)).length
  const ticks = checked === 1 ? '1 tick' : `${checked} ticks`
  return checked > 0 && breaches.length === 0 ? [`expectations hold at ${ticks}`] : []
}
