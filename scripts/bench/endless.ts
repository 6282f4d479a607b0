/** Whether the automatic choice for endless worlds comes close to the better of its two back ends. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cellListFromDense } from '../../engine/formats/cell-list.ts'
import { writeRle } from '../../engine/formats/write-rle.ts'
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'
import { openPatternRun } from '../../engine/scenario/open-pattern.ts'
import type { Run } from '../../engine/scenario/run.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'
import { buildGunField } from '../gun-field.ts'
import { ROOT } from '../project.ts'

const REPEATS = 3

const SOUP_SIDE = 512

/** Of live cells, in 1/256. */
const SOUP_DENSITY = 96

type Subject = 'sparse' | 'hashlife' | 'auto'

interface Race {
  readonly subject: string
  readonly open: () => Promise<Run>
  readonly ticks: number
  /** Those that get there within a minute. */
  readonly backends: readonly Subject[]
}

const ALL: readonly Subject[] = ['sparse', 'hashlife', 'auto']

const openGun = () => openFile('gosper-gun.rle')

const RACES: readonly Race[] = [
  { subject: 'r-pentomino, 5000 ticks', open: openPentomino, ticks: 5000, backends: ALL },
  { subject: '512x512 soup, 5000 ticks', open: openSoup, ticks: 5000, backends: ALL },
  { subject: 'Gosper gun, 2^16 ticks', open: openGun, ticks: 2 ** 16, backends: ALL },
  { subject: 'Gosper gun, 2^40 ticks', open: openGun, ticks: 2 ** 40, backends: ALL.slice(1) },
  { subject: 'field of 6x6 guns, 2^14 ticks', open: openField, ticks: 2 ** 14, backends: ALL },
]

export const benchmark: Benchmark = {
  name: 'endless',
  about:
    `Life in a plane without an end on each back end and on the automatic choice, medians of ${REPEATS}, ` +
    'in turn. timesBetter compares auto with the better of the others.',
  async run() {
    const rows: BenchmarkRow[] = []
    for (const race of RACES) rows.push(await runRace(race))
    return rows
  },
}

async function runRace({ subject, open, ticks, backends }: Race): Promise<BenchmarkRow> {
  const run = await open()
  const tookMs = new Map(backends.map((backend): [Subject, number[]] => [backend, []]))
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const [backend, times] of tookMs) times.push(await timeRun(run, backend, ticks))
  }
  const values: Record<string, number> = {}
  for (const [backend, times] of tookMs) values[`${backend}Ms`] = median(times)
  const { autoMs = 0, ...others } = values
  return {
    subject,
    values: { ...values, timesBetter: autoMs / Math.min(...Object.values(others)) },
  }
}

async function timeRun(run: Run, backend: Subject, ticks: number): Promise<number> {
  const simulation = await Simulation.start(run, {
    backend,
    machine: { now: () => performance.now() },
  })
  const start = performance.now()
  await simulation.advance(ticks)
  const elapsedMs = performance.now() - start
  simulation.dispose()
  return elapsedMs
}

function openFile(name: string): Promise<Run> {
  const bytes = new Uint8Array(readFileSync(join(ROOT, 'scenarios/patterns', name)))
  return openPatternRun(bytes, name, name)
}

function openPentomino(): Promise<Run> {
  return openSquare(3, Uint8Array.of(0, 1, 1, 1, 1, 0, 0, 1, 0))
}

function openSoup(): Promise<Run> {
  const random = createSplitMix64(1n)
  const cells = Uint8Array.from({ length: SOUP_SIDE ** 2 }, () => {
    random.next()
    return random.high >>> 24 < SOUP_DENSITY ? 1 : 0
  })
  return openSquare(SOUP_SIDE, cells)
}

function openField(): Promise<Run> {
  const { width, cells } = buildGunField(6, 1n)
  return openSquare(width, cells)
}

function openSquare(side: number, cells: Uint8Array): Promise<Run> {
  const size = { x: side, y: side, z: 1 }
  const list = cellListFromDense(cells, size)
  const bytes = writeRle({ cells: list, size, dimensions: 2, ruleText: 'B3/S23' })
  return openPatternRun(bytes, 'endless', 'endless.rle')
}
