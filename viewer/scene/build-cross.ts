/** A cross of lines along the axes of a world, through one of its cells and open around it. */
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { Site } from '../../engine/protocol/inspect-api.ts'
import { placeInScene } from './camera-fit.ts'

/** How near to the middle of the cell the lines come, in cells. */
const GAP_CELLS = 1.5

/**
 * Ends of the lines in the scene, x, y and z of each, two ends a line; none along axes of one cell, or
 * where a line would begin behind the world's edge.
 */
export function buildCross(site: Site, box: WorldBox): number[] {
  const middle = placeInScene(site, box)
  // Over a flat world, so that its sheet does not cover them.
  if (box.size.z === 1) middle[2] += 2
  const half = [box.size.x / 2, box.size.y / 2, box.size.z / 2] as const
  const ends: number[] = []
  for (const axis of [0, 1, 2] as const) {
    if (half[axis] <= 0.5) continue
    for (const side of [-1, 1]) {
      const near = middle[axis] + side * GAP_CELLS
      const far = side * half[axis]
      if (side * (far - near) <= 0) continue
      for (const end of [near, far]) {
        const point = [...middle]
        point[axis] = end
        ends.push(...point)
      }
    }
  }
  return ends
}
