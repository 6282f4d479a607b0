/** Our kernels beside Golly's algorithms: the same pattern files, in turn, in one run. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { cellListFromDense } from '../../engine/formats/cell-list.ts'
import { writeRle } from '../../engine/formats/write-rle.ts'
import type { BackendName } from '../../engine/kernels/kernel.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'
import { openPatternRun } from '../../engine/scenario/open-pattern.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'
import { buildGunField } from '../gun-field.ts'
import { ROOT } from '../project.ts'
import { type BgollyTask, timeBgolly } from '../time-bgolly.ts'

const REPEATS = 5

/** Where Debian's package puts Golly's own large patterns. */
const COLLECTION = '/usr/share/golly/Patterns/HashLife'

/** One pattern file for both. */
interface Duel extends BgollyTask {
  readonly subject: string
  readonly backend: BackendName
}

export const benchmark: Benchmark = {
  name: 'golly',
  about:
    `Ours (Node, one thread) and bgolly run the same files in turn, medians of ${REPEATS}. Counted is ` +
    'the time of the ticks, not of starting and reading; times is bgolly to ours.',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'thunderline-bench-'))
    try {
      const rows: BenchmarkRow[] = []
      for (const build of duels(folder)) rows.push(await fight(build()))
      return rows
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

async function fight(duel: Duel): Promise<BenchmarkRow> {
  const { subject, file, backend, generations } = duel
  const run = await openPatternRun(new Uint8Array(readFileSync(file)), subject, basename(file))
  const ours: number[] = []
  const theirs: number[] = []
  // The first is not counted; while it lives, what was compiled for it is not thrown away.
  const first = await Simulation.start(run, { backend })
  await first.advance(generations)
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    theirs.push(await timeBgolly(duel))
    const simulation = await Simulation.start(run, { backend })
    const start = performance.now()
    await simulation.advance(generations)
    ours.push(performance.now() - start)
    simulation.dispose()
  }
  first.dispose()
  const [oursMs, bgollyMs] = [median(ours), median(theirs)]
  const cells = countCells(run.size)
  const speed = cells === 0 ? {} : { cellsPerSecond: (1000 * cells * generations) / oursMs }
  return { subject, values: { oursMs, bgollyMs, times: bgollyMs / oursMs, ...speed } }
}

/** Each is built when its turn comes, since the files are large. */
function duels(folder: string): (() => Duel)[] {
  const large = [
    { name: 'metapixel-galaxy.mc.gz', generations: 2 ** 16 },
    { name: 'catacryst.mc', generations: 2 ** 22 },
    { name: 'jagged.mc', generations: 2 ** 20 },
  ].filter(({ name }) => existsSync(join(COLLECTION, name)))
  return [
    () => torusDuel(folder, 'B3/S23', 4096, 128, 'QuickLife'),
    () => torusDuel(folder, '345/2/4', 2048, 32, 'Generations'),
    () => torusDuel(folder, 'R5,C0,M1,S34..58,B34..45,NM', 2048, 32, 'Larger than Life'),
    () => endlessDuel(folder, 512, 96),
    () => endlessDuel(folder, 2048, 96),
    () => endlessDuel(folder, 2048, 40),
    () => {
      const file = join(ROOT, 'scenarios/patterns/gosper-gun.rle')
      return hashLifeDuel('Gosper gun', file, 2 ** 40)
    },
    () => fieldDuel(folder, 6, 2 ** 14),
    ...large.map(
      ({ name, generations }) =>
        () =>
          hashLifeDuel(name, join(COLLECTION, name), generations),
    ),
  ]
}

/** A soup of density one half that fills a torus. */
function torusDuel(
  folder: string,
  notation: string,
  side: number,
  generations: number,
  algorithm: BgollyTask['algorithm'],
): Duel {
  const ruleText = `${notation}:T${side},${side}`
  return {
    subject: `${algorithm}: ${side}x${side} torus, ${notation}, ${generations} ticks`,
    file: writeSquare(folder, ruleText, side, buildSoup(side * side, 128)),
    algorithm,
    backend: 'wasm',
    generations,
  }
}

/** A square soup on the plane without an end. */
function endlessDuel(folder: string, side: number, density: number): Duel {
  const generations = 1024
  return {
    subject: `QuickLife: ${side}x${side} soup, density ${density}/256, endless, ${generations} ticks`,
    file: writeSquare(folder, 'B3/S23', side, buildSoup(side * side, density)),
    algorithm: 'QuickLife',
    backend: 'sparse',
    generations,
  }
}

function fieldDuel(folder: string, guns: number, generations: number): Duel {
  const { width, cells } = buildGunField(guns, 1n)
  const file = writeSquare(folder, 'B3/S23', width, cells)
  return hashLifeDuel(`field of ${guns}x${guns} guns`, file, generations)
}

function hashLifeDuel(name: string, file: string, generations: number): Duel {
  const subject = `HashLife: ${name}, 2^${Math.log2(generations)} ticks`
  return { subject, file, algorithm: 'HashLife', backend: 'hashlife', generations }
}

function writeSquare(folder: string, ruleText: string, side: number, cells: Uint8Array): string {
  const size: Size = { x: side, y: side, z: 1 }
  const list = cellListFromDense(cells, size)
  const file = join(folder, 'pattern.rle')
  writeFileSync(file, writeRle({ cells: list, size, dimensions: 2, ruleText }))
  return file
}

/** @param density of live cells, in 1/256. */
function buildSoup(cells: number, density: number): Uint8Array {
  const random = createSplitMix64(1n)
  return Uint8Array.from({ length: cells }, () => {
    random.next()
    return random.high >>> 24 < density ? 1 : 0
  })
}
