/** A world seen from above, brick by brick, for its map. */
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { BRICK_FILLED, countBricks } from '../../engine/protocol/picture-api.ts'

/**
 * How full each column of bricks is, 0 to 255; a column with anything in it is never 0.
 *
 * @param marks one byte a brick in flat order.
 */
export function drawMap(marks: Uint8Array, size: Size): Uint8Array<ArrayBuffer> {
  const bricks = countBricks(size)
  const layer = bricks.x * bricks.y
  const columns = new Uint8Array(layer)
  for (let column = 0; column < layer; column++) {
    let filled = 0
    for (let brick = column; brick < countCells(bricks); brick += layer) {
      if ((marks[brick]! & BRICK_FILLED) !== 0) filled++
    }
    columns[column] = Math.round(255 * Math.sqrt(filled / bricks.z))
  }
  return columns
}
