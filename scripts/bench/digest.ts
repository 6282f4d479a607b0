/** What it costs to digest the state every tick. */

import { StateDigester } from '../../engine/kernels/digest/state-digester.ts'
import { planesOf } from '../../engine/kernels/program-planes.ts'
import { createWasmKernel } from '../../engine/kernels/wasm/wasm-kernel.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { TORUS } from '../../engine/lattice/topology.ts'
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'

const REPEATS = 7

/** A repeat takes as many ticks as fit into this, at least one. */
const REPEAT_MS = 200

const WORLDS: readonly { readonly name: string; readonly rule: string; readonly size: Size }[] = [
  { name: '128x128x128', rule: '13-26/13-14,17-19/2/M', size: { x: 128, y: 128, z: 128 } },
  { name: '4096x4096', rule: 'B3/S23', size: { x: 4096, y: 4096, z: 1 } },
  { name: '2048x2048', rule: '345/2/4', size: { x: 2048, y: 2048, z: 1 } },
  { name: '2048x2048', rule: 'B2-a/S12', size: { x: 2048, y: 2048, z: 1 } },
  { name: '2048x2048', rule: 'R5,C0,M1,S34..58,B34..45,NM', size: { x: 2048, y: 2048, z: 1 } },
]

export const benchmark: Benchmark = {
  name: 'digest',
  about:
    'Microseconds of a tick on a torus, one at a time, wasm, one thread, from a soup of density one ' +
    'half; and of its digest. Medians; share is digest to tick.',
  async run() {
    const rows: BenchmarkRow[] = []
    for (const world of WORLDS) rows.push(await measureWorld(world))
    return rows
  },
}

async function measureWorld({ name, rule: notation, size }: (typeof WORLDS)[number]) {
  const { rule } = parseRule(notation)
  const kernel = createWasmKernel({ size, topology: TORUS, rule, seed: 0n })
  const digester = new StateDigester(rule.states, planesOf(rule.program))
  kernel.write(buildSoup(countCells(size)), 0)
  const timeTicks = async (ticks: number, isDigested: boolean) => {
    const start = performance.now()
    for (let tick = 0; tick < ticks; tick++) {
      await kernel.advance(1)
      if (isDigested) await digester.digest(kernel, size)
    }
    return performance.now() - start
  }
  await timeTicks(20, true)
  const ticks = Math.max(1, Math.ceil((20 * REPEAT_MS) / (await timeTicks(20, false))))
  const [plain, digested]: [number[], number[]] = [[], []]
  // They take turns, so that whatever else the machine does slows both alike.
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    plain.push(((await timeTicks(ticks, false)) * 1000) / ticks)
    digested.push(((await timeTicks(ticks, true)) * 1000) / ticks)
  }
  kernel.dispose()
  const tickUs = median(plain)
  const digestUs = median(digested) - tickUs
  return { subject: `${name} ${notation}`, values: { tickUs, digestUs, share: digestUs / tickUs } }
}

function buildSoup(cells: number): Uint8Array {
  const random = createSplitMix64(1n)
  return Uint8Array.from({ length: cells }, () => {
    random.next()
    return random.high >>> 31
  })
}
