/**
 * Which bricks of 8 x 8 x 8 cells hold anything, so that rays cross empty space in strides.
 * The shader `volume.frag.glsl` relies on the edge.
 */
import type { Size } from '../../engine/lattice/size.ts'

/** Cells along a brick's edge. */
export const BRICK_EDGE = 8

/** Bricks along each axis of a world. */
export function countBricks({ x, y, z }: Size): Size {
  const along = (cells: number) => Math.ceil(cells / BRICK_EDGE)
  return { x: along(x), y: along(y), z: along(z) }
}

/**
 * Writes 1 for every brick with a non-zero cell and 0 for the others, in flat order.
 *
 * @param cells one byte a cell in flat order.
 * @param into one byte a brick.
 */
export function markBricks(cells: Uint8Array, size: Size, into: Uint8Array): void {
  const bricks = countBricks(size)
  into.fill(0)
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = size.x * (y + size.y * z)
      const brickRow = bricks.x * ((y >> 3) + bricks.y * (z >> 3))
      for (let brick = 0; brick < bricks.x; brick++) {
        if (into[brickRow + brick] !== 0) continue
        const from = row + BRICK_EDGE * brick
        const to = row + Math.min(size.x, BRICK_EDGE * (brick + 1))
        for (let i = from; i < to; i++) {
          if (cells[i] !== 0) {
            into[brickRow + brick] = 1
            break
          }
        }
      }
    }
  }
}
