/**
 * Cells of a quadtree to and from boxes of bytes, one byte a cell, row by row.
 *
 * Coordinates are those of the tree's plane. They are doubles: as corners of large squares they are
 * powers of two, near the box they are below 2^53, so they are exact.
 */
import { lowestBit } from '../../math/word-bits.ts'
import { LEAF_LEVEL, NE, NW, SE, SW } from './node-layout.ts'
import type { QuadTree } from './quad-tree.ts'

/** A box of the tree's plane. */
export interface QuadWindow {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * Puts the cells of a box in the place of those that are there; all other cells stay.
 *
 * @param zero the byte that stands for an empty cell; every other stands for a live one.
 * @throws what the tree's store refuses with, when memory does not do; no cell has changed then.
 */
export function writeWindow(
  tree: QuadTree,
  window: QuadWindow,
  cells: Uint8Array,
  zero: number,
): void {
  if (cells.length === 0) return
  const { store } = tree
  while (!isInside(window, 2 ** (tree.level - 1))) tree.pad()
  store.depth = 0
  const rebuild = (node: number, level: number, x: number, y: number): number => {
    if (!isTouching(window, x, y, 2 ** level)) return node
    if (level === LEAF_LEVEL) return writeLeaf(node, x, y)
    store.makeRoom()
    const half = 2 ** (level - 1)
    const at = store.depth
    for (let quarter = NW; quarter <= SE; quarter++) {
      const child = store.words[(node << 3) + quarter]!
      const childX = quarter & 1 ? x + half : x
      const childY = quarter & 2 ? y + half : y
      const built = rebuild(child, level - 1, childX, childY)
      store.stack[at + quarter] = built
      store.depth = at + quarter + 1
    }
    store.depth = at
    const { stack } = store
    return store.find(stack[at]!, stack[at + NE]!, stack[at + SW]!, stack[at + SE]!)
  }
  const writeLeaf = (node: number, x: number, y: number): number => {
    const rows = [store.words[node << 3]!, store.words[(node << 3) + 1]!] as const
    const halves: [number, number] = [...rows]
    for (let bit = 0; bit < 64; bit++) {
      const index = indexIn(window, x + (bit & 7), y + (bit >> 3))
      if (index === undefined) continue
      const half = bit < 32 ? 0 : 1
      if (cells[index] === zero) halves[half] &= ~(1 << bit)
      else halves[half] |= 1 << bit
    }
    return store.find(halves[0], halves[1], 0, 0)
  }
  const corner = -(2 ** (tree.level - 1))
  tree.replace(rebuild(tree.root, tree.level, corner, corner), tree.level)
}

/** Copies the cells of a box out: `zero` for empty cells and `one` for live ones. */
export function readWindow(
  tree: QuadTree,
  window: QuadWindow,
  into: Uint8Array,
  zero: number,
  one: number,
): void {
  const { store } = tree
  const { words } = store
  into.fill(zero)
  const copy = (node: number, level: number, x: number, y: number): void => {
    if (node === store.emptyOf(level) || !isTouching(window, x, y, 2 ** level)) return
    if (level === LEAF_LEVEL) {
      copyLeaf(node, x, y)
      return
    }
    const half = 2 ** (level - 1)
    for (let quarter = NW; quarter <= SE; quarter++) {
      const child = words[(node << 3) + quarter]!
      copy(child, level - 1, quarter & 1 ? x + half : x, quarter & 2 ? y + half : y)
    }
  }
  const copyLeaf = (node: number, x: number, y: number): void => {
    for (let half = 0; half < 2; half++) {
      for (let bits = words[(node << 3) + half]!; bits !== 0; bits &= bits - 1) {
        const bit = lowestBit(bits)
        const index = indexIn(window, x + (bit & 7), y + 4 * half + (bit >> 3))
        if (index !== undefined) into[index] = one
      }
    }
  }
  const corner = -(2 ** (tree.level - 1))
  copy(tree.root, tree.level, corner, corner)
}

/** Level of the squares that are told one by one: 64 cells wide. */
const TOLD_LEVEL = 6

/** The squares, no two of which overlap, that hold all that is not empty. */
export function* filledSquares({ store, root, level }: QuadTree): Generator<QuadWindow> {
  function* visit(node: number, at: number, x: number, y: number): Generator<QuadWindow> {
    if (node === store.emptyOf(at)) return
    if (at <= TOLD_LEVEL) {
      yield { x, y, width: 2 ** at, height: 2 ** at }
      return
    }
    const half = 2 ** (at - 1)
    for (let quarter = NW; quarter <= SE; quarter++) {
      const child = store.words[(node << 3) + quarter]!
      yield* visit(child, at - 1, quarter & 1 ? x + half : x, quarter & 2 ? y + half : y)
    }
  }
  const corner = -(2 ** (level - 1))
  yield* visit(root, level, corner, corner)
}

/** Where in the box's bytes a cell is; undefined outside. */
function indexIn(window: QuadWindow, x: number, y: number): number | undefined {
  const column = x - window.x
  const row = y - window.y
  const isInBox = column >= 0 && column < window.width && row >= 0 && row < window.height
  return isInBox ? row * window.width + column : undefined
}

/** Tells whether a box lies in the square from -half to half. */
function isInside({ x, y, width, height }: QuadWindow, half: number): boolean {
  return x >= -half && y >= -half && x + width <= half && y + height <= half
}

function isTouching(window: QuadWindow, x: number, y: number, side: number): boolean {
  return (
    x < window.x + window.width &&
    x + side > window.x &&
    y < window.y + window.height &&
    y + side > window.y
  )
}
