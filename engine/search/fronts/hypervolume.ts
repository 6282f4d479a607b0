/**
 * The hypervolume of points: how much of the space below a reference point they dominate, exactly.
 *
 * Points are swept along the last objective, each adding what is new of it in the objectives before, times what is left
 * of the last one. With two objectives that takes n log n, with three too but for moves of memory (N. Beume, C. Fonseca,
 * M. Lopez-Ibanez, L. Paquete, J. Vahrenhold, IEEE Transactions on Evolutionary Computation 13, 2009); `volume-set.ts`
 * has more of them.
 */
import type { Point } from './point.ts'
import { createVolumeSet } from './volume-set.ts'

/**
 * The measure of what points dominate up to a reference; less is better in every objective.
 *
 * Points that are not better than the reference in every objective add nothing. All have as many objectives as it.
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const inside = points.filter((point) => isInside(point, reference))
  const last = reference.length - 1
  if (last === 0) return inside.reduce((most, [loss]) => Math.max(most, reference[0]! - loss!), 0)
  const slices = createVolumeSet(reference.slice(0, -1))
  const numbers = new Float64Array(last)
  let volume = 0
  for (const point of inside.toSorted((a, b) => a[last]! - b[last]!)) {
    for (let k = 0; k < last; k++) numbers[k] = point[k]!
    volume += slices.add(numbers, 0) * (reference[last]! - point[last]!)
  }
  return volume
}

/** Whether a point is better than the reference in every objective; a point with NaN is not. */
export function isInside(point: Point, reference: Point): boolean {
  for (let i = 0; i < reference.length; i++) if (!(point[i]! < reference[i]!)) return false
  return true
}
