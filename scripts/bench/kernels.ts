/** Cells per second of the kernels. */
import { createKernel } from '../../engine/kernels/create-kernel.ts'
import type { BackendName, Kernel } from '../../engine/kernels/kernel.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { TORUS } from '../../engine/lattice/topology.ts'
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

const REPEATS = 5

/** A repeat takes as many ticks as fit into this, at least one. */
const REPEAT_MS = 300

const WORLDS: readonly { readonly name: string; readonly rule: string; readonly size: Size }[] = [
  { name: '64x64x64', rule: '13-26/13-14,17-19/2/M', size: { x: 64, y: 64, z: 64 } },
  { name: '128x128x128', rule: '13-26/13-14,17-19/2/M', size: { x: 128, y: 128, z: 128 } },
  { name: '1024x1024', rule: 'B3/S23', size: { x: 1024, y: 1024, z: 1 } },
]

const BACKENDS: readonly BackendName[] = ['reference', 'cpu']

export const benchmark: Benchmark = {
  name: 'kernels',
  about:
    'Cells per second on a torus, from a soup of density one half; medians, one thread. ' +
    'timesReference compares with the reference kernel in the same run.',
  async run() {
    const rows: BenchmarkRow[] = []
    for (const world of WORLDS) rows.push(...(await measureWorld(world)))
    return rows
  },
}

async function measureWorld({
  name,
  rule: notation,
  size,
}: (typeof WORLDS)[number]): Promise<BenchmarkRow[]> {
  const { rule } = parseRule(notation)
  const soup = buildSoup(countCells(size))
  const kernels = await Promise.all(
    BACKENDS.map(
      async (backend) =>
        (await createKernel(backend, { size, topology: TORUS, rule, seed: 0n })).kernel,
    ),
  )
  const ticks: number[] = []
  for (const kernel of kernels) ticks.push(await chooseTicks(kernel, soup))
  const speeds = kernels.map((): number[] => [])
  // Kernels take turns, so that whatever else the machine does slows all of them alike.
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const [index, kernel] of kernels.entries()) {
      const elapsedMs = await timeTicks(kernel, soup, ticks[index]!)
      speeds[index]!.push((soup.length * ticks[index]! * 1000) / elapsedMs)
    }
  }
  for (const kernel of kernels) kernel.dispose()
  const medians = speeds.map(median)
  return BACKENDS.map((backend, index) => ({
    subject: `${name} ${notation} ${backend}`,
    values: {
      cellsPerSecond: medians[index]!,
      timesReference: medians[index]! / medians[0]!,
    },
  }))
}

/** Runs a kernel until it is warm, and tells how many ticks of it fill a repeat. */
async function chooseTicks(kernel: Kernel, soup: Uint8Array): Promise<number> {
  const firstMs = await timeTicks(kernel, soup, 1)
  const warmTicks = Math.max(1, Math.ceil(REPEAT_MS / firstMs))
  const warmMs = await timeTicks(kernel, soup, warmTicks)
  return Math.max(1, Math.round((REPEAT_MS * warmTicks) / warmMs))
}

async function timeTicks(kernel: Kernel, soup: Uint8Array, ticks: number): Promise<number> {
  await kernel.write(soup, 0)
  const start = performance.now()
  await kernel.advance(ticks)
  return performance.now() - start
}

function buildSoup(cells: number): Uint8Array {
  const random = createSplitMix64(1n)
  return Uint8Array.from({ length: cells }, () => {
    random.next()
    return random.high >>> 31
  })
}
