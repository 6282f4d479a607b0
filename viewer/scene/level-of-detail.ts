/** Whether a world is drawn cell by cell, or by blocks of eight where cells are too small to be seen. */

/** Smaller cells than this, in pixels, are drawn as blocks. */
const LEAST_CELL_PX = 0.9
/** Blocks stay until cells are larger than this, so that no level flickers. */
const MOST_BLOCK_PX = 1.2

/**
 * @param cellPx how large the nearest cell is on the screen, in pixels that are drawn.
 * @param drawsHalves what is drawn so far.
 */
export function choosesHalves(cellPx: number, drawsHalves: boolean): boolean {
  return cellPx < (drawsHalves ? MOST_BLOCK_PX : LEAST_CELL_PX)
}
