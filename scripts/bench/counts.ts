/** What it costs to count the cells of a running world: population, activity and state entropy. */
import type { BackendName } from '../../engine/kernels/kernel.ts'
import { parseMetrics } from '../../engine/metrics/parse-metrics.ts'
import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import { buildSoupRun } from '../../engine/scenario/build-run.ts'
import { compileScenario } from '../../engine/scenario/compile-scenario.ts'
import type { Run } from '../../engine/scenario/run.ts'
import { RunMeter } from '../../engine/simulation/run-meter.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

/** A world, of about a million cells. */
interface World {
  readonly subject: string
  readonly backend: BackendName
  readonly threads: readonly number[]
  build(): Run | Promise<Run>
}

const bounded = (rule: string, size: string, threads: readonly number[] = [1, 2]): World => ({
  ...{ subject: `${size} ${rule}`, backend: 'wasm', threads },
  build: () => buildSoupRun(rule, 128, { size }),
})

const described = (subject: string, backend: BackendName, scenario: object): World => ({
  ...{ subject, backend, threads: [1] },
  build: () =>
    compileScenario(
      JSON.stringify({ version: 1, name: subject, rule: 'B3/S23', seed: '0', ...scenario }),
      () => Promise.reject(new Error('it names no files')),
    ),
})

/** Two states each, but for one; bits at first, and then what counts bytes or chunks. */
const WORLDS: readonly World[] = [
  bounded('B3/S23', '1024,1024'),
  bounded('4555', '100,100,100'),
  bounded('4555', '128,128,64'),
  bounded('R5,C0,M1,S34..58,B34..45,NM', '1024,1024'),
  bounded('W110', '1048576'),
  bounded('345/2/4', '1024,1024'),
  bounded('B3/S23~update=0.5', '1024,1024', [1]),
  described('1024,1024 B3/S23 with a channel', 'wasm', {
    world: { size: [1024, 1024], topology: 'torus' },
    channels: ['heat'],
    initial: [{ soup: { density: 128 } }],
  }),
  described('1024,1024 B3/S23 without an end', 'sparse', {
    initial: [{ soup: { density: 128, box: { at: [0, 0], size: [1024, 1024] } } }],
  }),
]

const METRICS = 'alive,activity,entropy'
const TICKS_A_PROBE = 10

/** By then soups have lost most of what they lose. */
const SETTLED_TICKS = 200

/** Probes before the first that is timed, so that all code is optimized, as in a long run; fewer where they take long. */
const WARM_PROBES = 2000
const WARM_MS = 2000

/** In turn, so that what else the machine does meets both alike; fewer where a turn takes long. */
const MAX_REPEATS = 61
const MAX_MS = 8000
const PROBES_A_REPEAT = 8

export const benchmark: Benchmark = {
  name: 'counts',
  about:
    `Microseconds a tick, plain and with ${METRICS} at one probe in ${TICKS_A_PROBE} ticks, and their ratio: medians of ` +
    `up to ${MAX_REPEATS} turns of ${PROBES_A_REPEAT * TICKS_A_PROBE} ticks each, in WebAssembly and on a torus but for the last. ` +
    'probeUs is what one probe takes.',
  async run() {
    const rows: BenchmarkRow[] = []
    for (const world of WORLDS) {
      for (const threads of world.threads) rows.push(await measureWorld(world, threads))
    }
    return rows
  },
}

async function measureWorld(world: World, threads: number): Promise<BenchmarkRow> {
  const { subject, backend } = world
  const run = await world.build()
  const start = () => {
    const helpers = threads > 1 ? createNodeThreads(threads) : undefined
    const machine = { threads: helpers, now: () => performance.now() }
    return Simulation.start(run, { backend, machine })
  }
  const [plain, probed] = [await start(), await start()]
  const meter = new RunMeter(run, parseMetrics(METRICS))
  const probe = async () => {
    await meter.remember(probed)
    await probed.advance(1)
    await meter.measure(probed)
  }
  const advancePlain = () => plain.advance(TICKS_A_PROBE)
  const advanceProbed = async () => {
    await probed.advance(TICKS_A_PROBE - 1)
    await probe()
  }
  await plain.advance(SETTLED_TICKS)
  await probed.advance(SETTLED_TICKS)
  const times: { plain: number[]; probed: number[] } = { plain: [], probed: [] }
  const warmMs = performance.now() + WARM_MS
  for (let warm = 0; warm < WARM_PROBES && performance.now() < warmMs; warm++) {
    await advancePlain()
    await advanceProbed()
  }
  const endMs = performance.now() + MAX_MS
  for (let repeat = 0; repeat < MAX_REPEATS; repeat++) {
    if (repeat > 1 && performance.now() > endMs) break
    times.plain.push(await time(advancePlain))
    times.probed.push(await time(advanceProbed))
  }
  plain.dispose()
  probed.dispose()
  const plainUs = median(times.plain)
  const probedUs = median(times.probed)
  return {
    subject: `${subject}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
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
