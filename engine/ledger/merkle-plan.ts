/**
 * Which nodes of a Merkle tree a root or a proof is made of, as plans: whoever keeps the nodes
 * reads them, at once or not, and folds them.
 *
 * Each hash is that of a range of leaves. A range that a tree of RFC 6962 has is a row of perfect
 * subtrees, each smaller than the one before it, and `foldNodes` makes one hash of their roots.
 */
import { MerkleRangeError } from './errors.ts'

/** The root of the perfect subtree over the leaves from index · 2^level, 2^level of them. */
export interface NodePlace {
  readonly level: number
  readonly index: number
}

/** The perfect subtrees of a tree with so many leaves, from left to right. */
export function planRoot(size: number): readonly NodePlace[] {
  assertSize(size)
  return coverRange(0, size)
}

/**
 * The inclusion proof of a leaf (RFC 9162 section 2.1.3.1, `PATH`): for each of its hashes, from
 * the one beside the leaf upwards, the places that it is folded of.
 *
 * @throws {MerkleRangeError} unless the tree has the leaf.
 */
export function planInclusion(index: number, size: number): readonly (readonly NodePlace[])[] {
  assertSize(size)
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new MerkleRangeError({ problem: `${size} leaves have none with the index ${index}` })
  }
  const beside: (readonly NodePlace[])[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitAt(end - start)
    if (index < middle) {
      beside.push(coverRange(middle, end))
      end = middle
    } else {
      beside.push(coverRange(start, middle))
      start = middle
    }
  }
  return beside.reverse()
}

/**
 * The proof that a tree goes on from what it was with `first` leaves (RFC 9162 section 2.1.4.1,
 * `PROOF`). It has no hashes where there is nothing to show: from 0 leaves, and between equal sizes.
 *
 * @throws {MerkleRangeError} unless both are sizes and the first is not the larger.
 */
export function planConsistency(first: number, size: number): readonly (readonly NodePlace[])[] {
  assertSize(first)
  assertSize(size)
  if (first > size) {
    throw new MerkleRangeError({ problem: `a tree of ${size} leaves never had ${first}` })
  }
  if (first === 0) return []
  const proof: (readonly NodePlace[])[] = []
  let [start, end] = [0, size]
  while (first < end) {
    const middle = start + splitAt(end - start)
    if (first <= middle) {
      proof.push(coverRange(middle, end))
      end = middle
    } else {
      proof.push(coverRange(start, middle))
      start = middle
    }
  }
  // Where the whole of the first tree is met, its root is known already.
  if (start > 0) proof.push(coverRange(start, end))
  return proof.reverse()
}

/** The largest power of two below a number that is more than 1. */
function splitAt(leaves: number): number {
  let power = 1
  while (power * 2 < leaves) power *= 2
  return power
}

/** The perfect subtrees of the leaves from `start` up to `end`, from left to right. */
function coverRange(start: number, end: number): readonly NodePlace[] {
  const places: NodePlace[] = []
  let from = start
  while (from < end) {
    let [level, leaves] = [0, 1]
    while (leaves * 2 <= end - from) {
      leaves *= 2
      level++
    }
    places.push({ level, index: from / leaves })
    from += leaves
  }
  return places
}

function assertSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new MerkleRangeError({ problem: `a tree has a whole number of leaves, not ${size}` })
  }
}
