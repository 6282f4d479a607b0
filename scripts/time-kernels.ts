/** How fast kernels of the same world are, measured in turn; for Node and for pages. */
import type { Kernel } from '../engine/kernels/kernel.ts'
import { createSplitMix64 } from '../engine/math/split-mix64.ts'
import { median } from './benchmark.ts'

const REPEATS = 5

/** A repeat takes as many ticks as fit into this, at least one. */
const REPEAT_MS = 300

/**
 * Medians of cells per second, one a kernel. Kernels take turns, so that whatever else the machine
 * does slows all of them alike; they stay the caller's.
 *
 * @param cells the state that each measurement starts from.
 */
export async function timeInTurn(
  kernels: readonly Kernel[],
  cells: Uint8Array,
): Promise<readonly number[]> {
  const ticks: number[] = []
  for (const kernel of kernels) ticks.push(await chooseTicks(kernel, cells))
  const speeds = kernels.map((): number[] => [])
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const [index, kernel] of kernels.entries()) {
      const elapsedMs = await timeTicks(kernel, cells, ticks[index]!)
      speeds[index]!.push((cells.length * ticks[index]! * 1000) / elapsedMs)
    }
  }
  return speeds.map(median)
}

/** Runs a kernel until it is warm, and tells how many ticks of it fill a repeat. */
async function chooseTicks(kernel: Kernel, cells: Uint8Array): Promise<number> {
  const firstMs = await timeTicks(kernel, cells, 1)
  const warmTicks = Math.max(1, Math.ceil(REPEAT_MS / firstMs))
  const warmMs = await timeTicks(kernel, cells, warmTicks)
  return Math.max(1, Math.round((REPEAT_MS * warmTicks) / warmMs))
}

async function timeTicks(kernel: Kernel, cells: Uint8Array, ticks: number): Promise<number> {
  await kernel.write(cells, 0)
  const start = performance.now()
  await kernel.advance(ticks)
  return performance.now() - start
}

/** A soup of two states, half of it alive. */
export function buildHalfSoup(cells: number): Uint8Array {
  const random = createSplitMix64(1n)
  return Uint8Array.from({ length: cells }, () => {
    random.next()
    return random.high >>> 31
  })
}
