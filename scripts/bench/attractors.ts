/** What it costs to look for the cycle of a run, and to prove it, against running on. */
import type { BackendName } from '../../engine/kernels/kernel.ts'
import { countCells, isUnbounded } from '../../engine/lattice/size.ts'
import { compileScenario } from '../../engine/scenario/compile-scenario.ts'
import type { Run } from '../../engine/scenario/run.ts'
import {
  certifyRun,
  verifyCertificate,
  writeCertificate,
} from '../../engine/simulation/attractor/certify-run.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

const REPEATS = 3

/** A repeat of the plain run takes as many ticks as fit into this. */
const REPEAT_MS = 50

/** Worlds that do not come back for long: what is timed is the search. */
const SEARCHED: readonly World[] = [
  { name: 'rule 30, a ring of 1,000', rule: 'W30', size: [1000] },
  { name: 'Life, 64 x 64', rule: 'B3/S23', size: [64, 64] },
  { name: 'Life, 512 x 512', rule: 'B3/S23', size: [512, 512] },
  { name: 'Life, 2048 x 2048', rule: 'B3/S23', size: [2048, 2048] },
  { name: "Brian's Brain, 512 x 512", rule: '/2/3', size: [512, 512] },
  { name: 'parity, 61 x 61 x 61', rule: '1,3,5/1,3,5/2/N', size: [61, 61, 61] },
]

/** Worlds that come back: what is timed is the whole proof, and that it is checked. */
const PROVED: readonly World[] = [
  { name: 'a glider on 256 x 256', rule: 'B3/S23', size: [256, 256], rle: 'bo$2bo$3o!' },
  { name: 'a glider without an end', rule: 'B3/S23', size: [0, 0], rle: 'bo$2bo$3o!' },
  { name: 'diehard without an end', rule: 'B3/S23', size: [0, 0], rle: '6bo$2o$bo3b3o!' },
  { name: 'rule 90, a ring of 41', rule: 'W90', size: [41], rle: 'o!' },
]

interface World {
  readonly name: string
  readonly rule: string
  readonly size: readonly number[]
  /** What stands in it; a soup of one half where nothing is said. */
  readonly rle?: string
}

export const benchmark: Benchmark = {
  name: 'attractors',
  about:
    'Cells a second of a run that only goes on, and of one whose states are looked through for the first that ' +
    'comes back (both in this process, in turns, one thread; medians). Then milliseconds until a cycle is found and ' +
    'proved, until its certificate is checked, and until a plain run has come as far as the period is long behind ' +
    'the transient.',
  async run() {
    const rows: BenchmarkRow[] = []
    for (const world of SEARCHED) rows.push(await timeSearch(world))
    for (const world of PROVED) rows.push(await timeProof(world))
    return rows
  },
}

const open = async ({ rule, size, rle }: World) => {
  const initial = [rle === undefined ? { soup: { density: 128 } } : { rle }]
  const document = { version: 1, name: 'bench', rule, world: { size }, seed: 1, initial }
  const run = await compileScenario(JSON.stringify(document), () =>
    Promise.reject(new Error('it refers to no file')),
  )
  return run
}

const start = (run: Run) => {
  const backend: BackendName = isUnbounded(run.size) ? 'sparse' : 'wasm'
  return Simulation.start(run, { backend })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}

async function timeSearch(world: World): Promise<BenchmarkRow> {
  const run = await open(world)
  const simulation = await start(run)
  const goOn = async (ticks: number) => {
    await simulation.restart()
    return timed(() => simulation.advance(ticks))
  }
  const search = (ticks: number) =>
    timed(async () => {
      const outcome = await certifyRun(simulation, { maxTicks: ticks })
      if (outcome.isKnown) throw new Error(`${world.name} comes back before tick ${ticks}`)
    })
  await search(20)
  const ticks = Math.max(20, Math.min(500, Math.ceil((200 * REPEAT_MS) / (await goOn(200)))))
  const [plain, searched]: [number[], number[]] = [[], []]
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    plain.push(await goOn(ticks))
    searched.push(await search(ticks))
  }
  simulation.dispose()
  const updates = 1000 * ticks * countCells(run.size)
  const [plainMs, searchMs] = [median(plain), median(searched)]
  return {
    subject: world.name,
    values: {
      ticks,
      plainCellsPerSecond: updates / plainMs,
      searchCellsPerSecond: updates / searchMs,
      timesSlower: searchMs / plainMs,
    },
  }
}

async function timeProof(world: World): Promise<BenchmarkRow> {
  const run = await open(world)
  const simulation = await start(run)
  const [plain, proof, check]: [number[], number[], number[]] = [[], [], []]
  let ticks = 0
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    let certificate: Awaited<ReturnType<typeof writeCertificate>> | undefined
    proof.push(
      await timed(async () => {
        const outcome = await certifyRun(simulation, { maxTicks: 1e6 })
        if (!outcome.isKnown) throw new Error(`${world.name}: ${outcome.message}`)
        ticks = outcome.attractor.transient + outcome.attractor.period
        const source = { options: {}, sourceHash: '0'.repeat(64) }
        certificate = await writeCertificate(simulation, outcome.attractor, source)
      }),
    )
    check.push(
      await timed(async () => {
        const verdict = await verifyCertificate(simulation, certificate!)
        if (!verdict.holds) throw new Error(`${world.name}: ${verdict.message}`)
      }),
    )
    await simulation.restart()
    plain.push(await timed(() => simulation.advance(ticks)))
  }
  simulation.dispose()
  return {
    subject: world.name,
    values: { ticks, plainMs: median(plain), proofMs: median(proof), checkMs: median(check) },
  }
}
