/** The cells of a world that can be seen: those with at least one open face. */
import type { Size } from '../../engine/lattice/size.ts'
import { BRICK_EDGE, BRICK_FILLED, countBricks } from '../../engine/protocol/picture-api.ts'
import type { ClipBox } from './clip-box.ts'

/** More cubes than this are not drawn; worlds of that kind are drawn as a volume. */
export const MAX_CUBES = 2 ** 18

/** Values per cube: x, y, z and the state. */
export const CUBE_STRIDE = 4

/**
 * Writes the cubes to draw, CUBE_STRIDE values each, and gives their number.
 *
 * A cell whose six neighbors inside the clip box are all non-zero is hidden and left out; what is
 * outside the box counts as open.
 *
 * @param cells one byte a cell in flat order.
 * @param into room for as many cubes as should be drawn at most.
 * @param marks which bricks hold anything, one byte each; where they are told, others are not looked through.
 */
export function findVisibleCubes(
  cells: Uint8Array,
  size: Size,
  { min, max }: ClipBox,
  into: Uint16Array,
  marks?: Uint8Array,
): number {
  const strideY = size.x
  const strideZ = size.x * size.y
  const bricks = countBricks(size)
  const capacity = Math.floor(into.length / CUBE_STRIDE)
  let count = 0
  for (let z = min[2]; z < max[2]; z++) {
    const isEdgeZ = z === min[2] || z === max[2] - 1
    for (let y = min[1]; y < max[1]; y++) {
      const isEdgeYz = isEdgeZ || y === min[1] || y === max[1] - 1
      const row = strideY * y + strideZ * z
      const brickRow = bricks.x * ((y >> 3) + bricks.y * (z >> 3))
      for (let x = min[0]; x < max[0]; x++) {
        if (marks !== undefined && (marks[brickRow + (x >> 3)]! & BRICK_FILLED) === 0) {
          // To the last cell of the empty brick.
          x |= BRICK_EDGE - 1
          continue
        }
        const i = row + x
        if (cells[i] === 0) continue
        const isHidden =
          !isEdgeYz &&
          x > min[0] &&
          x < max[0] - 1 &&
          cells[i - 1] !== 0 &&
          cells[i + 1] !== 0 &&
          cells[i - strideY] !== 0 &&
          cells[i + strideY] !== 0 &&
          cells[i - strideZ] !== 0 &&
          cells[i + strideZ] !== 0
        if (isHidden) continue
        if (count === capacity) return count
        into[CUBE_STRIDE * count] = x
        into[CUBE_STRIDE * count + 1] = y
        into[CUBE_STRIDE * count + 2] = z
        into[CUBE_STRIDE * count + 3] = cells[i]!
        count++
      }
    }
  }
  return count
}
