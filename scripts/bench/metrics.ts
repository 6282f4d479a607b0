/** What it costs to measure a state of a million cells, metric by metric, however it is filled. */
import { FIELD_FRACTION_BITS } from '../../engine/fields/fixed-point.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { TORUS } from '../../engine/lattice/topology.ts'
import { createVoronoiZones, MAX_ZONES } from '../../engine/lattice/voronoi-zones.ts'
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'
import { BLOCK_ENTROPY } from '../../engine/metrics/block-entropy.ts'
import { CONNECTIVITY_NAMES, connectivityOf } from '../../engine/metrics/clusters/connectivity.ts'
import { CLUSTERS } from '../../engine/metrics/clusters-metric.ts'
import { axesOf } from '../../engine/metrics/measured-axes.ts'
import type { MeasuredState, MeasuredZones } from '../../engine/metrics/measured-state.ts'
import { formatSpec, type MetricSpec, parseMetrics } from '../../engine/metrics/parse-metrics.ts'
import { PeriodWatch } from '../../engine/metrics/period-watch.ts'
import { buildSoupRun } from '../../engine/scenario/build-run.ts'
import { countStates } from '../../engine/simulation/count-states.ts'
import { RunMeter } from '../../engine/simulation/run-meter.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

const WARM_UPS = 2
const REPEATS = 8

/** What no metric of a world of two states may take, but those that are measured with every tick. */
const LIMIT_MS = 25

/** Ticks after which a soup has become what its rule makes of it. */
const SETTLED_TICKS = 200

const WORLDS = [
  { rule: 'B3/S23', size: '1024,1024' },
  { rule: '4555', size: '100,100,100' },
  { rule: 'W110', size: '1048576' },
  { rule: '345/2/4', size: '1024,1024' },
] as const

/** Cells of a world beside those that its rule makes; soups are alive in so many of 256 cells. */
const FILLINGS: Readonly<Record<string, (states: number, cells: number) => Uint8Array>> = {
  few: (states, cells) => drawCells(states, cells, 4),
  third: (states, cells) => drawCells(states, cells, 85),
  half: (states, cells) => drawCells(states, cells, 128),
  most: (states, cells) => drawCells(states, cells, 240),
  // In one piece: what correlates is far.
  piece: (_, cells) => new Uint8Array(cells).fill(1, 0, cells >> 1),
  full: (_, cells) => new Uint8Array(cells).fill(1),
}

export const benchmark: Benchmark = {
  name: 'metrics',
  about:
    'Milliseconds of a processor that a metric takes of a state that is laid out on a torus, means. `settled` is what ' +
    `a rule makes of a soup in ${SETTLED_TICKS} ticks, other columns are soups alive in few cells (1 in 64), a third, half, ` +
    `or most of them (15 in 16), half a world in one piece, and a full one. \`over\` is the greatest that is over ${LIMIT_MS} ms. ` +
    '`probe` reads the state and measures `all` of it, `tick` is a tick without.',
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
  const tick = await time(() => simulation.advance(1))
  const { cells } = await simulation.readState()
  const around = { zones: drawZones(run.size), field: drawField(run.size) }
  const settled = describeState(simulation, around, before, cells)
  const states = { settled, ...fill(simulation, around) }
  const rows: BenchmarkRow[] = listSpecs(simulation).map((spec) => {
    const values: Record<string, number> = {}
    for (const [name, state] of Object.entries(states)) {
      values[name] = timeMeasuring(spec, state)
    }
    const most = Math.max(...Object.values(values))
    if (most > LIMIT_MS) values.over = most
    return { subject: `${size} ${rule} ${formatSpec(spec)}`, values }
  })
  const meter = new RunMeter(run, parseMetrics('all'))
  const probe = await time(() => meter.measure(simulation))
  rows.push({ subject: `${size} ${rule} probe`, values: { settled: probe } })
  rows.push({ subject: `${size} ${rule} tick`, values: { settled: tick } })
  simulation.dispose()
  return rows
}

function fill(
  simulation: Simulation,
  around: Surroundings,
): Readonly<Record<string, MeasuredState>> {
  const { size, rule } = simulation.run
  const filled = Object.entries(FILLINGS).map(([name, draw]) => {
    const cells = draw(rule.states, countCells(size))
    return [name, describeState(simulation, around, cells.toReversed(), cells)] as const
  })
  return Object.fromEntries(filled)
}

/**
 * What is measured beside `all`: blocks of every length, clusters of every connectivity, and the least even
 * and the longest distance.
 */
const MORE = [
  ...(BLOCK_ENTROPY.parameter?.choices ?? []).map((length) => `block-entropy:${length}`),
  ...(CLUSTERS.parameter?.choices ?? []).map((connectivity) => `clusters:${connectivity}`),
  'mutual-information:31',
  'mutual-information:64',
].filter((spec) => !parseMetrics('all').some((each) => formatSpec(each) === spec))

function listSpecs({ run }: Simulation): readonly MetricSpec[] {
  const { size } = run
  const world = { size, states: run.rule.states }
  const isOfMoreAxes = (connectivity: string) => {
    const name = connectivity.replace(/^clusters:|\.same$/g, '')
    const known = CONNECTIVITY_NAMES.find((each) => each === name)
    return known !== undefined && connectivityOf(known).dimensions > axesOf(size).length
  }
  const more = parseMetrics(MORE.filter((spec) => !isOfMoreAxes(spec)))
  return [...parseMetrics('all'), ...more].filter(
    ({ metric, parameter }) => metric.findObstacle?.(world, parameter) === undefined,
  )
}

function drawCells(states: number, cells: number, density: number): Uint8Array {
  const random = createSplitMix64(BigInt(density))
  return Uint8Array.from({ length: cells }, () => {
    random.next()
    return random.low >>> 24 < density ? 1 + (random.high % (states - 1)) : 0
  })
}

/** Beside cells; the same for all states of a world. */
interface Surroundings {
  readonly zones: MeasuredZones
  readonly field: Int32Array
}

function describeState(
  { run, tick }: Simulation,
  { zones, field }: Surroundings,
  before: Uint8Array,
  cells: Uint8Array,
): MeasuredState {
  const { size, topology, dimensions, rule } = run
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
    zones,
    channels: [{ name: 'heat', values: field, fractionBits: FIELD_FRACTION_BITS }],
  }
}

/** As many zones as there can be, whose cells lie in many short runs. */
function drawZones(size: Size): MeasuredZones {
  const random = createSplitMix64(2n)
  const centers = Array.from({ length: MAX_ZONES }, () => {
    random.next()
    const { low, high } = random
    return { x: low % size.x, y: high % size.y, z: (high >>> 8) % size.z }
  })
  const map = createVoronoiZones(size, TORUS, centers)
  return { map, names: centers.map((_, zone) => String(zone)) }
}

/** A field of random numbers stands for any: what is measured of it does not depend on them. */
function drawField(size: Size): Int32Array {
  const random = createSplitMix64(1n)
  return Int32Array.from({ length: countCells(size) }, () => {
    random.next()
    return random.high >>> 15
  })
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
  const tickMs = (performance.now() - startedAtMs) / ticks
  return { subject: 'period, a tick', values: { settled: tickMs } }
}

/**
 * The mean of the thread's own time, so that what else a machine does has little part in it; that ticks
 * coarsely, so no median. What a metric takes at first, while its code is compiled, is left out.
 */
function timeMeasuring({ metric, parameter }: MetricSpec, state: MeasuredState): number {
  for (let repeat = 0; repeat < WARM_UPS; repeat++) metric.measure(state, parameter)
  const startedAt = process.threadCpuUsage()
  for (let repeat = 0; repeat < REPEATS; repeat++) metric.measure(state, parameter)
  const { user, system } = process.threadCpuUsage(startedAt)
  return (user + system) / 1000 / REPEATS
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
