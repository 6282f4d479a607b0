/** Walks over the live cells of a macrocell's squares. */
import { type MacrocellTree, STATE_LEAF_LEVEL } from './macrocell-tree.ts'

/** A cell, never of state 0. */
export type VisitCell = (x: number, y: number, state: number) => void

/**
 * Names every live cell of a square whose corner is at (x, y), quarter by quarter.
 *
 * @param node a square whose side is a number that floats hold exactly.
 */
export function visitCells(
  tree: MacrocellTree,
  node: number,
  x: number,
  y: number,
  visit: VisitCell,
): void {
  if (tree.isBitLeaf(node)) {
    visitBits(tree, node, x, y, visit)
    return
  }
  const level = tree.levelOf(node)
  const half = 2 ** (level - 1)
  for (let quarter = 0; quarter < 4; quarter++) {
    const word = tree.word(node, quarter)
    if (word === 0) continue
    const childX = quarter & 1 ? x + half : x
    const childY = quarter & 2 ? y + half : y
    if (level === STATE_LEAF_LEVEL) visit(childX, childY, word)
    else visitCells(tree, word, childX, childY, visit)
  }
}

function visitBits(
  tree: MacrocellTree,
  node: number,
  x: number,
  y: number,
  visit: VisitCell,
): void {
  for (let half = 0; half < 2; half++) {
    for (let bits = tree.word(node, half); bits !== 0; bits &= bits - 1) {
      const bit = 31 - Math.clz32(bits & -bits)
      visit(x + (bit & 7), y + 4 * half + (bit >> 3), 1)
    }
  }
}
