/** Runs a random world on any kernel. */
import type { CreateKernel } from '../kernels/kernel.ts'
import type { World } from './worlds.ts'

/** The cells of a world after its ticks, or after as many as are asked for. */
export async function runWorld(
  createKernel: CreateKernel,
  { setup, cells, ticks }: World,
): Promise<Uint8Array> {
  const kernel = await createKernel(setup)
  await kernel.write(cells, 0)
  await kernel.advance(ticks)
  const after = new Uint8Array(cells.length)
  await kernel.read(after)
  kernel.dispose()
  return after
}
