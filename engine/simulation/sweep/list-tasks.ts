/** The runs of a sweep in their order, each with a key that is the same wherever the same run is made. */
import type { BackendName } from '../../kernels/kernel.ts'
import { hashContent } from '../../math/hash-content.ts'
import { SweepInvalidError } from './errors.ts'
import type { PointSetup } from './run-point.ts'
import type { Sweep, SweepTask } from './sweep.ts'

/** Part of all keys; another number where the same words come to mean other runs. */
const KEY_VERSION = 2

/**
 * Lists the runs: points in their order, for each its seeds.
 *
 * @param backend what runs are made on, which their rows name.
 * @param files the bytes of the files that runs read, by path: other bytes, other keys.
 * @throws {SweepInvalidError} where two runs are the same.
 */
export async function listTasks(
  { points, seeds }: Sweep,
  { document, settings }: PointSetup,
  backend: 'auto' | BackendName,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<readonly SweepTask[]> {
  const common = await hashContent([KEY_VERSION, document, settings, backend, files])
  const tasks = new Map<string, SweepTask>()
  for (const [point, values] of points.entries()) {
    for (const seed of seeds ?? [undefined]) {
      const key = (await hashContent([common, values, seed])).slice(0, 16)
      const same = tasks.get(key)
      if (same !== undefined) {
        const problem = `points ${same.point} and ${point} are the same, with the same seed`
        const value = JSON.stringify({ ...values, ...(seed === undefined ? {} : { seed }) })
        throw new SweepInvalidError([{ field: 'points', value, problem }])
      }
      tasks.set(key, { point, values, seed, key })
    }
  }
  return [...tasks.values()]
}
