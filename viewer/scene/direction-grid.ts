/** A field of directions on a coarse grid: where each block of cells points on the whole. */
import type { Size } from '../../engine/lattice/size.ts'
import type { DirectionInfo } from '../../engine/protocol/living-info.ts'
import type { ClipBox } from './clip-box.ts'

export interface Arrow {
  /** The middle of its block, in cell space. */
  readonly at: readonly [x: number, y: number, z: number]
  /** The mean step, of length 1 where all of its cells point one way. */
  readonly step: readonly [x: number, y: number, z: number]
}

/** Cells along a block's edge, so that no axis has more than so many arrows. */
export function blockEdge({ x, y, z }: Size, maxArrows: number): number {
  return Math.max(1, Math.ceil(Math.max(x, y, z) / maxArrows))
}

/**
 * The arrows of blocks whose cells do not cancel each other out.
 *
 * @param values the number of a direction a cell, in flat order.
 */
export function buildArrows(
  values: Int32Array,
  size: Size,
  { even, odd }: DirectionInfo,
  edge: number,
  { min, max }: ClipBox,
): Arrow[] {
  const arrows: Arrow[] = []
  for (let z = min[2]; z < max[2]; z += edge) {
    for (let y = min[1]; y < max[1]; y += edge) {
      for (let x = min[0]; x < max[0]; x += edge) {
        const end = [
          Math.min(x + edge, max[0]),
          Math.min(y + edge, max[1]),
          Math.min(z + edge, max[2]),
        ] as const
        const sum: [number, number, number] = [0, 0, 0]
        for (let cz = z; cz < end[2]; cz++) {
          for (let cy = y; cy < end[1]; cy++) {
            for (let cx = x; cx < end[0]; cx++) {
              const direction = values[cx + size.x * (cy + size.y * cz)]!
              const step = ((cx + cy + cz) & 1 ? odd : even)[direction - 1]
              if (step === undefined) continue
              const length = Math.hypot(...step) || 1
              for (const axis of [0, 1, 2] as const) sum[axis] += step[axis] / length
            }
          }
        }
        const cells = (end[0] - x) * (end[1] - y) * (end[2] - z)
        const step = [sum[0] / cells, sum[1] / cells, sum[2] / cells] as const
        if (Math.hypot(...step) < 0.05) continue
        arrows.push({ at: [(x + end[0]) / 2, (y + end[1]) / 2, (z + end[2]) / 2], step })
      }
    }
  }
  return arrows
}
