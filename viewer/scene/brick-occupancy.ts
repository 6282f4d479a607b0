/**
 * Which bricks hold anything, so that rays cross empty space in strides, for pictures that come without
 * the marks of a worker, as those of a server do.
 */
import type { Size } from '../../engine/lattice/size.ts'
import { BRICK_EDGE, BRICK_FILLED, countBricks } from '../../engine/protocol/picture-api.ts'

/** The brick, or one beside it, holds something: the shader of the surface relies on it. */
const BRICK_NEAR = 4

/** Marks of bricks with those that are filled, or have a filled one beside them, marked as near. */
export function markNear(marks: Uint8Array, size: Size): Uint8Array<ArrayBuffer> {
  const bricks = countBricks(size)
  const into = Uint8Array.from(marks)
  const ends = (at: number, count: number) =>
    [Math.max(0, at - 1), Math.min(count, at + 2)] as const
  let brick = 0
  for (let z = 0; z < bricks.z; z++) {
    for (let y = 0; y < bricks.y; y++) {
      for (let x = 0; x < bricks.x; x++, brick++) {
        if ((marks[brick]! & BRICK_FILLED) === 0) continue
        const [fromX, endX] = ends(x, bricks.x)
        const [fromY, endY] = ends(y, bricks.y)
        const [fromZ, endZ] = ends(z, bricks.z)
        for (let k = fromZ; k < endZ; k++) {
          for (let j = fromY; j < endY; j++) {
            const row = bricks.x * (j + bricks.y * k)
            for (let i = fromX; i < endX; i++) into[row + i]! |= BRICK_NEAR
          }
        }
      }
    }
  }
  return into
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
