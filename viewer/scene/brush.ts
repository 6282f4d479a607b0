/** The cells that a brush covers on its way. */
import type { Size } from '../../engine/lattice/size.ts'
import type { Triple } from './clip-box.ts'

/**
 * The cells within a radius of the straight line from one cell to another, each once, inside the
 * world.
 *
 * @param flatAxis 0, 1 or 2: the axis across which the brush is flat, as a disk is.
 */
export function cellsOfBrush(
  from: Triple,
  to: Triple,
  radius: number,
  flatAxis: number,
  { x: width, y: height, z: depth }: Size,
): Triple[] {
  const steps = Math.max(...[0, 1, 2].map((i) => Math.abs(to[i]! - from[i]!)), 1)
  const covered = new Map<number, Triple>()
  const reach = (axis: number) => (axis === flatAxis ? 0 : radius)
  for (let step = 0; step <= steps; step++) {
    const along = (axis: number) =>
      Math.round(from[axis]! + ((to[axis]! - from[axis]!) * step) / steps)
    const [cx, cy, cz] = [along(0), along(1), along(2)]
    for (let dz = -reach(2); dz <= reach(2); dz++) {
      for (let dy = -reach(1); dy <= reach(1); dy++) {
        for (let dx = -reach(0); dx <= reach(0); dx++) {
          // Half a cell more makes small disks round.
          if (dx * dx + dy * dy + dz * dz > (radius + 0.4) ** 2) continue
          const [x, y, z] = [cx + dx, cy + dy, cz + dz]
          if (x < 0 || y < 0 || z < 0 || x >= width || y >= height || z >= depth) continue
          covered.set(x + width * (y + height * z), [x, y, z])
        }
      }
    }
  }
  return [...covered.values()]
}

/** The cells on the straight line from one to another, the first left out unless it is the last too. */
export function stepsBetween(from: Triple, to: Triple): readonly Triple[] {
  const steps = Math.max(...from.map((start, axis) => Math.abs(to[axis]! - start)))
  if (steps === 0) return [to]
  return Array.from({ length: steps }, (_, step) => {
    const along = (axis: 0 | 1 | 2) =>
      Math.round(from[axis] + ((to[axis] - from[axis]) * (step + 1)) / steps)
    return [along(0), along(1), along(2)]
  })
}
