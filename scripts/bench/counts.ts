/** What it costs to count the cells of a running world: population, activity and state entropy. */
import { parseMetrics } from '../../engine/metrics/parse-metrics.ts'
import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import { buildSoupRun } from '../../engine/scenario/build-run.ts'
import { RunMeter } from '../../engine/simulation/run-meter.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

/** Two states each, but for the last two; about a million cells. */
const WORLDS = [
  { rule: 'B3/S23', size: '1024,1024' },
  { rule: '4555', size: '100,100,100' },
  { rule: '4555', size: '128,128,64' },
  { rule: 'R5,C0,M1,S34..58,B34..45,NM', size: '1024,1024' },
  { rule: 'W110', size: '1048576' },
  { rule: '345/2/4', size: '1024,1024' },
] as const

const THREADS = [1, 2]
const METRICS = 'alive,activity,entropy'
const TICKS_A_PROBE = 10
const SETTLED_TICKS = 200

/** In turn, so that what else the machine does meets both alike. */
const REPEATS = 61
const PROBES_A_REPEAT = 8

export const benchmark: Benchmark = {
  name: 'counts',
  about:
    `Microseconds a tick, plain and with ${METRICS} at one probe in ${TICKS_A_PROBE} ticks, and their ratio: medians of ` +
    `${REPEATS} turns of ${PROBES_A_REPEAT * TICKS_A_PROBE} ticks each, on a torus in WebAssembly. probeUs is what one probe takes.`,
  async run() {
    const rows: BenchmarkRow[] = []
    for (const { rule, size } of WORLDS) {
      for (const threads of THREADS) rows.push(await measureWorld(rule, size, threads))
    }
    return rows
  },
}

async function measureWorld(rule: string, size: string, threads: number): Promise<BenchmarkRow> {
  const run = buildSoupRun(rule, 128, { size })
  const start = () => {
    const helpers = threads > 1 ? createNodeThreads(threads) : undefined
    const machine = { threads: helpers, now: () => performance.now() }
    return Simulation.start(run, { backend: 'wasm', machine })
  }
  const [plain, probed] = [await start(), await start()]
  const meter = new RunMeter(run, parseMetrics(METRICS))
  const probe = async () => {
    await meter.remember(probed)
    await probed.advance(1)
    await meter.measure(probed)
  }
  await plain.advance(SETTLED_TICKS)
  await probed.advance(SETTLED_TICKS)
  const times: { plain: number[]; probed: number[] } = { plain: [], probed: [] }
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    times.plain.push(await time(() => plain.advance(TICKS_A_PROBE)))
    times.probed.push(
      await time(async () => {
        await probed.advance(TICKS_A_PROBE - 1)
        await probe()
      }),
    )
  }
  plain.dispose()
  probed.dispose()
  const plainUs = median(times.plain)
  const probedUs = median(times.probed)
  return {
    subject: `${size} ${rule}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    values: {
      plainUs,
      probedUs,
      ratio: probedUs / plainUs,
      probeUs: TICKS_A_PROBE * (probedUs - plainUs),
    },
  }
}

/** Microseconds a tick. */
async function time(advance: () => Promise<void>): Promise<number> {
  const startedAtMs = performance.now()
  for (let probe = 0; probe < PROBES_A_REPEAT; probe++) await advance()
  const elapsedMs = performance.now() - startedAtMs
  return (1000 * elapsedMs) / (PROBES_A_REPEAT * TICKS_A_PROBE)
}
