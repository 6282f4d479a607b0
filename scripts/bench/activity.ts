/** Whether an endless world costs what happens in it, not what is in it. */
import { cellListFromDense } from '../../engine/formats/cell-list.ts'
import { writeRle } from '../../engine/formats/write-rle.ts'
import { openPatternRun } from '../../engine/scenario/open-pattern.ts'
import type { Run } from '../../engine/scenario/run.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'
import { GUN } from '../gun-field.ts'

const REPEATS = 3
const TICKS = 8192

/** What rests: so many along a side, about 10^5 in all, and the cells from one to the next. */
const RESTING = 317
const PITCH_CELLS = 8

/** Guns stand side by side beyond the last of what rests, and shoot away from it. */
const GUN_PITCH_CELLS = 128
const MOST_GUNS = 4
const FIELD_CELLS = RESTING * PITCH_CELLS + 32
const SIDE_CELLS = FIELD_CELLS + MOST_GUNS * GUN_PITCH_CELLS

/** What can rest, by its cells: x and y. A blinker comes back after two ticks. */
const RESTERS = {
  blocks: [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ],
  blinkers: [
    [0, 1],
    [1, 1],
    [2, 1],
  ],
} as const

interface World {
  readonly guns: number
  readonly rester?: keyof typeof RESTERS
}

/** The first is what the others are compared with. */
const WORLDS: readonly World[] = [
  { guns: 1 },
  { guns: 1, rester: 'blocks' },
  { guns: 1, rester: 'blinkers' },
  { guns: MOST_GUNS },
  { guns: MOST_GUNS, rester: 'blocks' },
]

export const benchmark: Benchmark = {
  name: 'activity',
  about:
    `${TICKS} ticks of Life in an endless world on the sparse back end: guns, alone and beside ` +
    `${RESTING ** 2} blocks or blinkers; medians of ${REPEATS}, in turn. timesFirst compares with ` +
    'one gun alone; moving is what lives at the end beside what rests.',
  async run() {
    const runs = await Promise.all(WORLDS.map(openWorld))
    const elapsedMs = WORLDS.map((): number[] => [])
    const moving: number[] = []
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      for (const [i, world] of WORLDS.entries()) {
        const outcome = await timeTicks(runs[i]!)
        elapsedMs[i]!.push(outcome.elapsedMs)
        moving[i] = outcome.population - countResting(world)
      }
    }
    assertSameMoving(moving)
    const firstMs = median(elapsedMs[0]!)
    return WORLDS.map((world, i): BenchmarkRow => {
      const worldMs = median(elapsedMs[i]!)
      return {
        subject: nameOf(world),
        values: {
          elapsedMs: worldMs,
          tickUs: (1000 * worldMs) / TICKS,
          timesFirst: worldMs / firstMs,
          moving: moving[i]!,
        },
      }
    })
  },
}

/** Guns do the same wherever they stand and whatever rests far away. */
function assertSameMoving(moving: readonly number[]): void {
  for (const [i, { guns }] of WORLDS.entries()) {
    const wanted = guns * moving[0]!
    if (moving[i] === wanted) continue
    throw new Error(`${nameOf(WORLDS[i]!)}: ${moving[i]} cells move and not ${wanted}`)
  }
}

function nameOf({ guns, rester }: World): string {
  const gunsText = guns === 1 ? 'a gun' : `${guns} guns`
  return rester === undefined ? gunsText : `${gunsText}, ${RESTING ** 2} ${rester}`
}

function countResting({ rester }: World): number {
  return rester === undefined ? 0 : RESTERS[rester].length * RESTING ** 2
}

async function openWorld({ guns, rester }: World): Promise<Run> {
  const cells = new Uint8Array(SIDE_CELLS * SIDE_CELLS)
  for (let i = 0; rester !== undefined && i < RESTING ** 2; i++) {
    const [column, row] = [i % RESTING, Math.floor(i / RESTING)]
    for (const [x, y] of RESTERS[rester]) {
      cells[(row * PITCH_CELLS + y) * SIDE_CELLS + column * PITCH_CELLS + x] = 1
    }
  }
  for (let gun = 0; gun < guns; gun++) {
    const left = FIELD_CELLS + gun * GUN_PITCH_CELLS
    for (const [row, line] of GUN.entries()) {
      for (const [column, cell] of line.entries()) {
        cells[(FIELD_CELLS + row) * SIDE_CELLS + left + column] = cell
      }
    }
  }
  const size = { x: SIDE_CELLS, y: SIDE_CELLS, z: 1 }
  const list = cellListFromDense(cells, size)
  const bytes = writeRle({ cells: list, size, dimensions: 2, ruleText: 'B3/S23' })
  return openPatternRun(bytes, 'activity', 'activity.rle')
}

async function timeTicks(run: Run): Promise<{ elapsedMs: number; population: number }> {
  const simulation = await Simulation.start(run, { backend: 'sparse' })
  // The first ticks compile, and find out what rests.
  await simulation.advance(8)
  const start = performance.now()
  await simulation.advance(TICKS)
  const elapsedMs = performance.now() - start
  const population = Number(await simulation.population())
  simulation.dispose()
  return { elapsedMs, population }
}
