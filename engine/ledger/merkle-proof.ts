/**
 * Verifies proofs of a Merkle tree, by the algorithms of RFC 9162 (sections 2.1.3.2 and 2.1.4.2),
 * which are others than those that make proofs. Both are total: whatever they are given, they give
 * an answer, and anything malformed is no proof.
 */
import {
  areEqualHashes,
  emptyRoot,
  HASH_BYTES,
  type HashFunction,
  hashNode,
} from './merkle-hash.ts'

export { foldNodes } from './merkle-hash.ts'
export { type NodePlace, planConsistency, planInclusion, planRoot } from './merkle-plan.ts'

export interface InclusionClaim {
  readonly leafHash: Uint8Array
  readonly index: number
  /** Leaves of the tree with that root. */
  readonly size: number
  readonly proof: readonly Uint8Array[]
  readonly root: Uint8Array
}

/** Tells whether the proof shows the leaf at its index in the tree with that size and root. */
export function verifyInclusion(hash: HashFunction, claim: InclusionClaim): boolean {
  const { leafHash, index, size, proof, root } = claim
  if (!isCount(index) || !isCount(size) || index >= size) return false
  if (![leafHash, root, ...proof].every(isHash)) return false
  let [place, last] = [index, size - 1]
  let node = leafHash
  for (const beside of proof) {
    if (last === 0) return false
    if (isOdd(place) || place === last) {
      node = hashNode(hash, beside, node)
      // The last node of a row without a twin goes up as it is.
      while (!isOdd(place) && place > 0) [place, last] = [half(place), half(last)]
    } else node = hashNode(hash, node, beside)
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && areEqualHashes(node, root)
}

export interface ConsistencyClaim {
  /** Leaves of the earlier tree. */
  readonly first: number
  /** Leaves of the later tree. */
  readonly size: number
  readonly firstRoot: Uint8Array
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/**
 * Tells whether the proof shows that the later tree begins with all leaves of the earlier one.
 *
 * The RFC's algorithm is for 0 < first < size. Between equal sizes the roots have to be equal and
 * the proof empty. Every tree goes on from the empty one, whose root has to be the empty root and
 * whose proof is empty; that says nothing of the later root.
 */
export function verifyConsistency(hash: HashFunction, claim: ConsistencyClaim): boolean {
  const { first, size, firstRoot, root, proof } = claim
  if (!isCount(first) || !isCount(size) || first > size) return false
  if (![firstRoot, root, ...proof].every(isHash)) return false
  if (first === 0 && !areEqualHashes(firstRoot, emptyRoot(hash))) return false
  if (first === size) return proof.length === 0 && areEqualHashes(firstRoot, root)
  if (first === 0) return proof.length === 0
  return verifyGrowth(hash, claim)
}

/** The steps of RFC 9162, section 2.1.4.2, for 0 < first < size. */
function verifyGrowth(hash: HashFunction, claim: ConsistencyClaim): boolean {
  const { first, size, firstRoot, root } = claim
  const path = isPowerOfTwo(first) ? [firstRoot, ...claim.proof] : claim.proof
  const [start, ...rest] = path
  if (start === undefined || claim.proof.length === 0) return false
  let [place, last] = [first - 1, size - 1]
  while (isOdd(place)) [place, last] = [half(place), half(last)]
  let [earlier, later] = [start, start]
  for (const beside of rest) {
    if (last === 0) return false
    if (isOdd(place) || place === last) {
      earlier = hashNode(hash, beside, earlier)
      later = hashNode(hash, beside, later)
      while (!isOdd(place) && place > 0) [place, last] = [half(place), half(last)]
    } else later = hashNode(hash, later, beside)
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && areEqualHashes(earlier, firstRoot) && areEqualHashes(later, root)
}

// Sizes go up to 2^53 - 1, where operators on bits keep only the lowest 32.
const isOdd = (value: number) => value % 2 === 1
const half = (value: number) => Math.floor(value / 2)
const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0
const isHash = (bytes: Uint8Array) => bytes.length === HASH_BYTES

function isPowerOfTwo(value: number): boolean {
  let rest = value
  while (rest % 2 === 0) rest /= 2
  return rest === 1
}
