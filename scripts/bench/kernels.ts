/** Cells per second of the kernels. */
import { createKernel } from '../../engine/kernels/create-kernel.ts'
import type { BackendName, Kernel } from '../../engine/kernels/kernel.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { TORUS } from '../../engine/lattice/topology.ts'
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'
import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

const REPEATS = 5

/** A repeat takes as many ticks as fit into this, at least one. */
const REPEAT_MS = 300

const CLOUDS = '13-26/13-14,17-19/2/M'

const WORLDS: readonly { readonly name: string; readonly rule: string; readonly size: Size }[] = [
  { name: '128x128x128', rule: CLOUDS, size: { x: 128, y: 128, z: 128 } },
  { name: '256x256x256', rule: CLOUDS, size: { x: 256, y: 256, z: 256 } },
  { name: '4096x4096', rule: 'B3/S23', size: { x: 4096, y: 4096, z: 1 } },
  { name: '2048x2048', rule: '345/2/4', size: { x: 2048, y: 2048, z: 1 } },
  { name: '2048x2048', rule: 'R5,C0,M1,S34..58,B34..45,NM', size: { x: 2048, y: 2048, z: 1 } },
  { name: '2048x2048', rule: 'B2-a/S12', size: { x: 2048, y: 2048, z: 1 } },
]

interface Subject {
  readonly backend: BackendName
  readonly threads: number
}

const SUBJECTS: readonly Subject[] = [
  { backend: 'cpu', threads: 1 },
  { backend: 'wasm', threads: 1 },
  { backend: 'wasm', threads: 2 },
]

export const benchmark: Benchmark = {
  name: 'kernels',
  about:
    'Cells per second on a torus, from a soup of density one half; medians. timesCpu compares with ' +
    'the plain byte-per-cell JavaScript kernel in the same run.',
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
    SUBJECTS.map(async ({ backend, threads }) => {
      const helpers = threads > 1 ? createNodeThreads(threads) : undefined
      const setup = { size, topology: TORUS, rule, seed: 0n, threads: helpers }
      return (await createKernel(backend, setup)).kernel
    }),
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
  return SUBJECTS.map(({ backend, threads }, index) => ({
    subject: `${name} ${notation} ${backend}${threads > 1 ? `, ${threads} threads` : ''}`,
    values: {
      cellsPerSecond: medians[index]!,
      timesCpu: medians[index]! / medians[0]!,
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
