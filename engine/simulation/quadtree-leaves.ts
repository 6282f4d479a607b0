/** The leaves of a quadtree, for worlds that hold cells in another way. */
import type { QuadTable } from '../kernels/hashlife/quad-table.ts'

/** Level of a leaf: 8 by 8 cells. */
const LEAF_LEVEL = 3

/** Cells along a leaf's side. */
export const LEAF_CELLS = 2 ** LEAF_LEVEL

/** The row of the world at the row 0 of a tree's own plane. */
const CENTER_Y = 1

/** How many leaves with something in them lie in a tree, each place counted. */
export function countLeaves({ root, levels, words }: QuadTable): number {
  const counts = new Float64Array(root + 1)
  for (let i = 1; i <= root; i++) {
    if (levels[i] === LEAF_LEVEL) counts[i] = 1
    else
      for (let quarter = 0; quarter < 4; quarter++) counts[i]! += counts[words[4 * i + quarter]!]!
  }
  return counts[root]!
}

/** Visits every leaf with something in it: its corner and its cells, row by row. */
export function forEachLeaf(
  { root, levels, words }: QuadTable,
  visit: (x: number, y: number, cells: Uint8Array) => void,
): void {
  const cells = new Uint8Array(LEAF_CELLS * LEAF_CELLS)
  const enter = (square: number, x: number, y: number) => {
    if (square === 0) return
    const level = levels[square]!
    if (level === LEAF_LEVEL) {
      for (let i = 0; i < cells.length; i++) {
        cells[i] = (words[4 * square + (i >> 5)]! >>> (i & 31)) & 1
      }
      visit(x, y, cells)
      return
    }
    const half = 2 ** (level - 1)
    for (let quarter = 0; quarter < 4; quarter++) {
      enter(words[4 * square + quarter]!, x + (quarter & 1) * half, y + (quarter >> 1) * half)
    }
  }
  const reach = 2 ** ((levels[root] ?? 1) - 1)
  enter(root, -reach, CENTER_Y - reach)
}
