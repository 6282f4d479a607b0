/** What it costs to measure a state of a million cells, metric by metric. */
import { FIELD_FRACTION_BITS } from '../../engine/fields/fixed-point.ts'
import { countCells } from '../../engine/lattice/size.ts'
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'
import { axesOf } from '../../engine/metrics/measured-axes.ts'
import type { MeasuredState } from '../../engine/metrics/measured-state.ts'
import { METRICS } from '../../engine/metrics/metric-list.ts'
import { formatSpec, type MetricSpec, parseMetrics } from '../../engine/metrics/parse-metrics.ts'
import { PeriodWatch } from '../../engine/metrics/period-watch.ts'
import { buildSoupRun } from '../../engine/scenario/build-run.ts'
import { countStates } from '../../engine/simulation/count-states.ts'
import { RunMeter } from '../../engine/simulation/run-meter.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

const REPEATS = 9

/** Ticks after which a soup has become what its rule makes of it. */
const SETTLED_TICKS = 200

/** Two states each. */
const WORLDS = [
  { rule: 'B3/S23', size: '1024,1024' },
  { rule: '4555', size: '100,100,100' },
  { rule: 'W110', size: '1048576' },
] as const

/** Beside those that `all` stands for, the dearest of each kind. */
const DEAREST = ['block-entropy:3', 'block-entropy:4', 'mutual-information:64']

export const benchmark: Benchmark = {
  name: 'metrics',
  about:
    `Milliseconds that a metric takes of a state that is laid out, after ${SETTLED_TICKS} ticks of a ` +
    'soup on a torus; of a half-filled world for the longest correlations; medians. `probe` reads the ' +
    'state and measures all metrics, `tick` is a tick without.',
  async run() {
    const rows: BenchmarkRow[] = []
    for (const { rule, size } of WORLDS) rows.push(...(await measureWorld(rule, size)))
    rows.push(timeWatch())
    return rows
  },
}

async function measureWorld(rule: string, size: string): Promise<BenchmarkRow[]> {
  const run = buildSoupRun(rule, 128, { size })
  const simulation = await Simulation.start(run, { backend: 'wasm' })
  await simulation.advance(SETTLED_TICKS)
  const { cells: before } = await simulation.readState()
  const tickMs = await time(() => simulation.advance(1))
  const { cells } = await simulation.readState()
  const subject = `${size} ${rule}`
  const state = describeState(simulation, before, cells)
  const half = Uint8Array.from(cells, (_, cell) => (2 * cell < cells.length ? 1 : 0))
  const rows: BenchmarkRow[] = []
  for (const spec of listSpecs(simulation)) {
    const { metric, parameter } = spec
    const ms = await time(() => metric.measure(state, parameter))
    rows.push({ subject: `${subject} ${formatSpec(spec)}`, values: { ms } })
  }
  const correlation = METRICS.find(({ name }) => name === 'correlation')!
  const halved = describeState(simulation, before, half)
  const longest = await time(() => correlation.measure(halved, ''))
  rows.push({ subject: `${subject} correlation, half filled`, values: { ms: longest } })
  const meter = new RunMeter(run, parseMetrics('all'))
  const probeMs = await time(() => meter.measure(simulation))
  rows.push({ subject: `${subject} probe`, values: { ms: probeMs } })
  rows.push({ subject: `${subject} tick`, values: { ms: tickMs } })
  simulation.dispose()
  return rows
}

function listSpecs({ run }: Simulation): readonly MetricSpec[] {
  const world = { size: run.size, states: run.rule.states }
  const specs = [...parseMetrics('all'), ...parseMetrics(DEAREST)]
  return specs.filter(
    ({ metric, parameter }) => metric.findObstacle?.(world, parameter) === undefined,
  )
}

/** A field of random numbers stands for any: what is measured of it does not depend on them. */
function describeState(
  { run, tick }: Simulation,
  before: Uint8Array,
  cells: Uint8Array,
): MeasuredState {
  const { size, topology, dimensions, rule } = run
  const random = createSplitMix64(1n)
  const values = Int32Array.from({ length: countCells(size) }, () => {
    random.next()
    return random.high >>> 15
  })
  return {
    tick,
    size,
    topology,
    dimensions,
    axes: axesOf(size),
    rule,
    states: rule.states,
    background: 0,
    counts: countStates(cells),
    cells,
    before,
    changed: 0,
    cycle: undefined,
    zones: undefined,
    channels: [{ name: 'heat', values, fractionBits: FIELD_FRACTION_BITS }],
  }
}

/** The history of a run, tick by tick. */
function timeWatch(): BenchmarkRow {
  const ticks = 1_000_000
  const random = createSplitMix64(1n)
  const digests = BigInt64Array.from({ length: ticks }, () => {
    random.next()
    return (BigInt(random.high | 0) << 32n) | BigInt(random.low)
  })
  const watch = new PeriodWatch()
  const startedAtMs = performance.now()
  for (let tick = 0; tick < ticks; tick++) watch.note(tick, digests[tick]!)
  return { subject: 'period, a tick', values: { ms: (performance.now() - startedAtMs) / ticks } }
}

async function time(work: () => unknown): Promise<number> {
  const times: number[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const startedAtMs = performance.now()
    await work()
    times.push(performance.now() - startedAtMs)
  }
  return median(times)
}
