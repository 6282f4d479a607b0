/** Whether an endless world costs what moves in it, not what is in it. */
import { cellListFromDense } from '../../engine/formats/cell-list.ts'
import { writeRle } from '../../engine/formats/write-rle.ts'
import { openPatternRun } from '../../engine/scenario/open-pattern.ts'
import type { Run } from '../../engine/scenario/run.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Benchmark, median } from '../benchmark.ts'

const REPEATS = 5
const TICKS = 4096

/** Blocks along a side, about 10^5 in all, and the cells from one to the next. */
const BLOCKS = 317
const PITCH_CELLS = 8
const SIDE = BLOCKS * PITCH_CELLS + 32

/** Flies away from the blocks. */
const GLIDER = [
  [1, 0],
  [2, 1],
  [0, 2],
  [1, 2],
  [2, 2],
] as const

export const benchmark: Benchmark = {
  name: 'activity',
  about:
    `${TICKS} ticks of Life in an endless world on the sparse back end: a glider alone, and one ` +
    `that leaves ${BLOCKS ** 2} blocks behind; medians of ${REPEATS}, in turn. timesAlone ` +
    'compares with the glider alone.',
  async run() {
    const [alone, crowded] = await Promise.all([openWorld(false), openWorld(true)])
    const elapsedMs: [number[], number[]] = [[], []]
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      elapsedMs[0].push(await timeTicks(alone))
      elapsedMs[1].push(await timeTicks(crowded))
    }
    const [aloneMs, crowdedMs] = [median(elapsedMs[0]), median(elapsedMs[1])]
    return [
      { subject: 'a glider', values: { elapsedMs: aloneMs, timesAlone: 1 } },
      {
        subject: `a glider, ${BLOCKS ** 2} blocks`,
        values: { elapsedMs: crowdedMs, timesAlone: crowdedMs / aloneMs },
      },
    ]
  },
}

async function openWorld(hasBlocks: boolean): Promise<Run> {
  const cells = new Uint8Array(SIDE * SIDE)
  if (hasBlocks) {
    for (let row = 0; row < BLOCKS; row++) {
      for (let column = 0; column < BLOCKS; column++) {
        const corner = row * PITCH_CELLS * SIDE + column * PITCH_CELLS
        for (const cell of [0, 1, SIDE, SIDE + 1]) cells[corner + cell] = 1
      }
    }
  }
  const start = SIDE - 16
  for (const [x, y] of GLIDER) cells[(start + y) * SIDE + start + x] = 1
  const size = { x: SIDE, y: SIDE, z: 1 }
  const list = cellListFromDense(cells, size)
  const bytes = writeRle({ cells: list, size, dimensions: 2, ruleText: 'B3/S23' })
  return openPatternRun(bytes, 'activity', 'activity.rle')
}

async function timeTicks(run: Run): Promise<number> {
  const simulation = await Simulation.start(run, { backend: 'sparse' })
  // The first ticks find out what stands still, and compile.
  await simulation.advance(8)
  const start = performance.now()
  await simulation.advance(TICKS)
  const elapsedMs = performance.now() - start
  simulation.dispose()
  return elapsedMs
}
