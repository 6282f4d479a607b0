/**
 * A file of the nodes of a growing Merkle tree, in the order in which they are completed: each
 * leaf, then the nodes above it that are complete with it (post-order). Nothing in it ever changes,
 * and every place is known without reading.
 */
import { MerkleRangeError } from './errors.ts'

/** With more leaves there are nodes whose places are no exact numbers. */
const MAX_LEAVES = 2 ** 52

/**
 * How many nodes are stored for the first `size` leaves: twice as many, less one for each bit that
 * is set in the size.
 *
 * @throws {MerkleRangeError} unless it is a whole number from 0 to 2^52.
 */
export function countStoredNodes(size: number): number {
  if (!Number.isInteger(size) || size < 0 || size > MAX_LEAVES) {
    throw new MerkleRangeError({ problem: `nodes are stored for 0 to 2^52 leaves, not ${size}` })
  }
  let bits = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2
  return 2 * size - bits
}

/**
 * Where the root of the perfect subtree over the leaves from index · 2^level, 2^level of them,
 * is stored: in nodes, from 0. Its last leaf completes it, after the subtrees on that leaf's way.
 *
 * @throws {MerkleRangeError} for a place beyond 2^52 leaves.
 */
export function placeOfNode(level: number, index: number): number {
  if (!Number.isInteger(level) || level < 0 || !Number.isInteger(index) || index < 0) {
    throw new MerkleRangeError({ problem: `no node has the level ${level} and index ${index}` })
  }
  return countStoredNodes((index + 1) * 2 ** level - 1) + level
}
