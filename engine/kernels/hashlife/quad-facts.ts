/**
 * What a quadtree holds, found without laying it out: each node is looked at once, however often
 * its square occurs.
 */
import { columnsOf, countOnes, highestBit, lowestBit } from '../../math/word-bits.ts'
import { COUNT, LEAF_LEVEL, MAX_COUNTED_LEVEL, NE, NW, SE, SW } from './node-layout.ts'
import type { QuadTree } from './quad-tree.ts'

/** Cells of squares up to this level, 2^52 at most, are counted exactly by doubles. */
const MAX_DOUBLE_LEVEL = 26

/** Live cells, exactly. */
export function countLiveCells(tree: QuadTree): bigint {
  const { words } = tree.store
  const doubles = new Map<number, number>()
  const bigs = new Map<number, bigint>()
  const countWord = (node: number): number => {
    const at = node << 3
    if (words[at + COUNT]! >= 0) return words[at + COUNT]!
    let count = 0
    if (words[at + SW] === 0) count = countOnes(words[at]!) + countOnes(words[at + 1]!)
    else for (let child = at; child <= at + SE; child++) count += countWord(words[child]!)
    words[at + COUNT] = count
    return count
  }
  const countDouble = (node: number, level: number): number => {
    if (level <= MAX_COUNTED_LEVEL) return countWord(node)
    let count = doubles.get(node)
    if (count !== undefined) return count
    count = 0
    for (let quarter = NW; quarter <= SE; quarter++) {
      count += countDouble(words[(node << 3) + quarter]!, level - 1)
    }
    doubles.set(node, count)
    return count
  }
  const countBig = (node: number, level: number): bigint => {
    if (level <= MAX_DOUBLE_LEVEL) return BigInt(countDouble(node, level))
    let count = bigs.get(node)
    if (count !== undefined) return count
    count = 0n
    for (let quarter = NW; quarter <= SE; quarter++) {
      count += countBig(words[(node << 3) + quarter]!, level - 1)
    }
    bigs.set(node, count)
    return count
  }
  return countBig(tree.root, tree.level)
}

/** The smallest box with all live cells in it, on the tree's plane; the far edges are not in it. */
export interface QuadBounds {
  readonly left: bigint
  readonly top: bigint
  readonly right: bigint
  readonly bottom: bigint
}

/** The bounds of a tree; undefined where there is no live cell. */
export function boundsOfTree(tree: QuadTree): QuadBounds | undefined {
  if (tree.isEmpty) return undefined
  const half = 2n ** BigInt(tree.level - 1)
  return {
    left: gapTo(tree, LEFT) - half,
    top: gapTo(tree, TOP) - half,
    right: half - gapTo(tree, RIGHT),
    bottom: half - gapTo(tree, BOTTOM),
  }
}

/** A side of a square: which quarters touch it, and how far from it the first live bit is. */
interface Side {
  readonly near: readonly [number, number]
  readonly far: readonly [number, number]
  readonly gapInLeaf: (north: number, south: number) => number
}

const LEFT: Side = {
  near: [NW, SW],
  far: [NE, SE],
  gapInLeaf: (north, south) => lowestBit(columnsOf(north | south)),
}
const RIGHT: Side = {
  near: [NE, SE],
  far: [NW, SW],
  gapInLeaf: (north, south) => 7 - highestBit(columnsOf(north | south)),
}
const TOP: Side = {
  near: [NW, NE],
  far: [SW, SE],
  gapInLeaf: (north, south) => (north === 0 ? 4 + (lowestBit(south) >> 3) : lowestBit(north) >> 3),
}
const BOTTOM: Side = {
  near: [SW, SE],
  far: [NW, NE],
  gapInLeaf: (north, south) =>
    south === 0 ? 7 - (highestBit(north) >> 3) : 3 - (highestBit(south) >> 3),
}

/**
 * Empty cells between a side of the root and the first live cell. Level by level it follows the
 * squares that lie in the outermost strip with anything in it.
 */
function gapTo(tree: QuadTree, { near, far, gapInLeaf }: Side): bigint {
  const { words } = tree.store
  let strip: readonly number[] = [tree.root]
  let gap = 0n
  for (let level = tree.level; level > LEAF_LEVEL; level--) {
    const nothing = tree.store.emptyOf(level - 1)
    const childrenAt = (quarters: readonly number[]) => {
      const children = new Set<number>()
      for (const node of strip) for (const q of quarters) children.add(words[(node << 3) + q]!)
      children.delete(nothing)
      return [...children]
    }
    const touching = childrenAt(near)
    if (touching.length === 0) gap += 2n ** BigInt(level - 1)
    strip = touching.length === 0 ? childrenAt(far) : touching
  }
  const gaps = strip.map((leaf) => gapInLeaf(words[leaf << 3]!, words[(leaf << 3) + 1]!))
  return gap + BigInt(gaps.reduce((least, other) => Math.min(least, other)))
}
