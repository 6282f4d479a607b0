/**
 * The hashes of a Merkle tree, as RFC 6962 section 2.1 (and RFC 9162 section 2.1.1) has them:
 * leaves and nodes begin with different bytes, so that no node can pass for a leaf.
 */

/** SHA-256 of the parts, joined. Gives 32 bytes that are the caller's own. */
export type HashFunction = (...parts: readonly Uint8Array[]) => Uint8Array

/** Bytes of a hash. */
export const HASH_BYTES = 32

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/** The hash of a leaf with that data. */
export function hashLeaf(hash: HashFunction, data: Uint8Array): Uint8Array {
  return hash(LEAF, data)
}

/** The hash of the node above two others. */
export function hashNode(hash: HashFunction, left: Uint8Array, right: Uint8Array): Uint8Array {
  return hash(NODE, left, right)
}

/** The root of a tree without leaves. */
export function emptyRoot(hash: HashFunction): Uint8Array {
  return hash()
}

/**
 * The common root of perfect subtrees, from left to right, each larger than the next: what RFC
 * 6962 section 2.1 gives for all their leaves. Of none it is the root of an empty tree.
 */
export function foldNodes(hash: HashFunction, nodes: readonly Uint8Array[]): Uint8Array {
  let root = nodes.at(-1)
  if (root === undefined) return emptyRoot(hash)
  for (let i = nodes.length - 2; i >= 0; i--) root = hashNode(hash, nodes[i]!, root)
  return root
}

/** Tells whether two hashes are the same. Nothing of this is secret: it may take any time. */
export function areEqualHashes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i])
}
