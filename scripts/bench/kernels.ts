/** Cells per second of the kernels. */
import { createKernel } from '../../engine/kernels/create-kernel.ts'
import type { BackendName } from '../../engine/kernels/kernel.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { TORUS } from '../../engine/lattice/topology.ts'
import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import type { Benchmark, BenchmarkRow } from '../benchmark.ts'
import { buildHalfSoup, timeInTurn } from '../time-kernels.ts'

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
  const soup = buildHalfSoup(countCells(size))
  const kernels = await Promise.all(
    SUBJECTS.map(async ({ backend, threads }) => {
      const helpers = threads > 1 ? createNodeThreads(threads) : undefined
      const setup = { size, topology: TORUS, rule, seed: 0n, threads: helpers }
      return (await createKernel(backend, setup)).kernel
    }),
  )
  const medians = await timeInTurn(kernels, soup)
  for (const kernel of kernels) kernel.dispose()
  return SUBJECTS.map(({ backend, threads }, index) => ({
    subject: `${name} ${notation} ${backend}${threads > 1 ? `, ${threads} threads` : ''}`,
    values: {
      cellsPerSecond: medians[index]!,
      timesCpu: medians[index]! / medians[0]!,
    },
  }))
}
