/** How fast living worlds are, beside a plain program of the same world. */
import type { LatticeKernel } from '../../engine/kernels/lattice-kernel.ts'
import { createWasmLatticeKernel } from '../../engine/kernels/wasm/wasm-lattice-kernel.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { TORUS } from '../../engine/lattice/topology.ts'
import { ZONE_SIZE } from '../../engine/lattice/zones.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'
import { buildBenchLattice, drawStart, writeStart } from '../living-bench/bench-world.ts'
import { PlainWorld } from '../living-bench/plain-world.ts'

const REPEATS = 7

/** A repeat takes as many ticks as fit into this, at least one. */
const REPEAT_MS = 300

const FOUR_ZONES: Size = { ...ZONE_SIZE, z: 4 * ZONE_SIZE.z }

/** Something that ticks. */
interface Subject {
  readonly name: string
  readonly cells: number
  tick(ticks: number): void | Promise<void>
}

export const benchmark: Benchmark = {
  name: 'living',
  about:
    'Ticks per second of a zone of 248,832 bits under four rules in seven channels, on a torus; ' +
    'medians, all in turn. timesPlain compares with a plain program of typed arrays of the same ' +
    'world, zoneMs is the time of one zone.',
  async run() {
    const subjects = await createSubjects()
    const speeds = await timeInTurn(subjects)
    const plain = speeds[0]!
    return subjects.map(({ name, cells }, i): BenchmarkRow => {
      const zones = cells / countCells(ZONE_SIZE)
      const ticksPerSecond = speeds[i]!
      const timesPlain = (ticksPerSecond * zones) / plain
      const zoneMs = 1000 / (ticksPerSecond * zones)
      return { subject: name, values: { ticksPerSecond, zoneMs, timesPlain } }
    })
  },
}

async function createSubjects(): Promise<Subject[]> {
  const plain = new PlainWorld(ZONE_SIZE, drawStart(ZONE_SIZE))
  const runPlain = (ticks: number) => {
    for (let i = 0; i < ticks; i++) plain.tick()
  }
  const one = await startKernel(ZONE_SIZE)
  const four = await startKernel(FOUR_ZONES)
  return [
    { name: 'one zone, plain', cells: countCells(ZONE_SIZE), tick: runPlain },
    { name: 'one zone, wasm', cells: countCells(ZONE_SIZE), tick: (ticks) => one.advance(ticks) },
    {
      name: 'four zones, wasm',
      cells: countCells(FOUR_ZONES),
      tick: (ticks) => four.advance(ticks),
    },
  ]
}

async function startKernel(size: Size): Promise<LatticeKernel> {
  const setup = { size, topology: TORUS, lattice: buildBenchLattice(), seed: 0n }
  const kernel = createWasmLatticeKernel(setup)
  await writeStart(kernel, drawStart(size))
  return kernel
}

/** Medians of ticks per second. They take turns, so that what else goes on slows all alike. */
async function timeInTurn(subjects: readonly Subject[]): Promise<number[]> {
  const timeTicks = async ({ tick }: Subject, ticks: number) => {
    const start = performance.now()
    await tick(ticks)
    return performance.now() - start
  }
  const ticks: number[] = []
  for (const subject of subjects) {
    await timeTicks(subject, 3)
    ticks.push(Math.max(1, Math.ceil((3 * REPEAT_MS) / (await timeTicks(subject, 3)))))
  }
  const speeds = subjects.map((): number[] => [])
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const [i, subject] of subjects.entries()) {
      speeds[i]!.push((1000 * ticks[i]!) / (await timeTicks(subject, ticks[i]!)))
    }
  }
  return speeds.map(median)
}
