/**
 * What a quadtree holds, found without laying it out: every node is looked at a few times at most,
 * however often it is used and however large its square.
 */
import { columnsOf, countOnes, highestBit, lowestBit } from '../math/word-bits.ts'
import { BIT_LEAF_LEVEL, type MacrocellTree, STATE_LEAF_LEVEL } from './macrocell-tree.ts'

export interface MacrocellFacts {
  /** Cells in each state that occurs, by state; state 0 is not counted. */
  readonly counts: ReadonlyMap<number, bigint>
  /** The bounding box, from the root's own corner; undefined where there is no live cell. */
  readonly bounds: MacrocellBounds | undefined
}

export interface MacrocellBounds {
  readonly minX: bigint
  readonly minY: bigint
  readonly width: bigint
  readonly height: bigint
}

/** Counts and bounds of a tree. */
export function describeTree(tree: MacrocellTree): MacrocellFacts {
  return { counts: countStates(tree), bounds: boundsOfTree(tree) }
}

/** The sum of counts by state. */
export function sumCounts(counts: ReadonlyMap<number, bigint>): bigint {
  let sum = 0n
  for (const count of counts.values()) sum += count
  return sum
}

/**
 * Children stand on earlier lines, so going down the numbers every node has been given all its
 * uses before it passes them on.
 */
function countStates(tree: MacrocellTree): Map<number, bigint> {
  const counts = new Map<number, bigint>()
  const add = (state: number, cells: bigint) => counts.set(state, (counts.get(state) ?? 0n) + cells)
  const uses: bigint[] = new Array<bigint>(tree.root + 1).fill(0n)
  uses[tree.root] = 1n
  for (let node = tree.root; node > 0; node--) {
    const times = uses[node]!
    if (times === 0n) continue
    if (tree.isBitLeaf(node)) {
      add(1, times * BigInt(countOnes(tree.word(node, 0)) + countOnes(tree.word(node, 1))))
      continue
    }
    const isLeaf = tree.levelOf(node) === STATE_LEAF_LEVEL
    for (let child = 0; child < 4; child++) {
      const word = tree.word(node, child)
      if (word === 0) continue
      if (isLeaf) add(word, times)
      else uses[word]! += times
    }
    uses[node] = 0n
  }
  return counts
}

function boundsOfTree(tree: MacrocellTree): MacrocellBounds | undefined {
  if (tree.root === 0) return undefined
  const side = 2n ** BigInt(tree.levelOf(tree.root))
  const minX = gapTo(tree, WEST)
  const minY = gapTo(tree, NORTH)
  return {
    minX,
    minY,
    width: side - minX - gapTo(tree, EAST),
    height: side - minY - gapTo(tree, SOUTH),
  }
}

/** A side of a square: which quarters touch it, and how far from it the first live bit is. */
interface Side {
  readonly near: readonly [number, number]
  readonly far: readonly [number, number]
  readonly gapInBits: (low: number, high: number) => number
}

const WEST: Side = {
  near: [0, 2],
  far: [1, 3],
  gapInBits: (low, high) => lowestBit(columnsOf(low | high)),
}
const EAST: Side = {
  near: [1, 3],
  far: [0, 2],
  gapInBits: (low, high) => 7 - highestBit(columnsOf(low | high)),
}
const NORTH: Side = {
  near: [0, 1],
  far: [2, 3],
  gapInBits: (low, high) => (low === 0 ? 4 + (lowestBit(high) >> 3) : lowestBit(low) >> 3),
}
const SOUTH: Side = {
  near: [2, 3],
  far: [0, 1],
  gapInBits: (low, high) => (high === 0 ? 7 - (highestBit(low) >> 3) : 3 - (highestBit(high) >> 3)),
}

/**
 * Empty cells between a side of the root and the first live cell.
 *
 * Level by level it follows those nodes that lie in the outermost strip with anything in it, each
 * once.
 */
function gapTo(tree: MacrocellTree, side: Side): bigint {
  const isListed = new Uint8Array(tree.nodeCount + 1)
  let strip = [tree.root]
  let gap = 0n
  let bestLeafGap: bigint | undefined
  for (let level = tree.levelOf(tree.root); level >= STATE_LEAF_LEVEL; level--) {
    if (level === BIT_LEAF_LEVEL) {
      const leaves = strip.filter((node) => tree.isBitLeaf(node))
      strip = strip.filter((node) => !tree.isBitLeaf(node))
      for (const leaf of leaves) {
        const leafGap = gap + BigInt(side.gapInBits(tree.word(leaf, 0), tree.word(leaf, 1)))
        if (bestLeafGap === undefined || leafGap < bestLeafGap) bestLeafGap = leafGap
      }
      if (strip.length === 0) return bestLeafGap ?? gap
    }
    const isTouching = strip.some((node) => side.near.some((child) => tree.word(node, child) !== 0))
    if (!isTouching) gap += 2n ** BigInt(level - 1)
    if (level === STATE_LEAF_LEVEL) break
    strip = childrenOf(tree, strip, isTouching ? side.near : side.far, isListed)
  }
  return bestLeafGap !== undefined && bestLeafGap < gap ? bestLeafGap : gap
}

function childrenOf(
  tree: MacrocellTree,
  nodes: readonly number[],
  quarters: readonly number[],
  isListed: Uint8Array,
): number[] {
  const children: number[] = []
  for (const node of nodes) {
    for (const quarter of quarters) {
      const child = tree.word(node, quarter)
      if (child === 0 || isListed[child] === 1) continue
      isListed[child] = 1
      children.push(child)
    }
  }
  return children
}
