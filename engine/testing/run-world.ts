/** Runs a random world on any kernel. */
import type { CreateKernel, Kernel } from '../kernels/kernel.ts'
import type { World } from './worlds.ts'

/** The cells of a world after its ticks, or after as many as are asked for. */
export async function runWorld(
  createKernel: CreateKernel,
  { setup, cells, ticks }: World,
): Promise<Uint8Array> {
  const kernel = await createKernel(setup)
  const after = await runFrom(kernel, cells, [ticks])
  kernel.dispose()
  return after
}

/** What a kernel makes of cells, in as many calls as there are numbers of ticks. */
export async function runFrom(
  kernel: Kernel,
  cells: Uint8Array,
  ticksOfCalls: readonly number[],
): Promise<Uint8Array> {
  await kernel.write(cells, 0)
  for (const ticks of ticksOfCalls) await kernel.advance(ticks)
  const after = new Uint8Array(cells.length)
  await kernel.read(after)
  return after
}
