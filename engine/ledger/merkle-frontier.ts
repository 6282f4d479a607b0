/**
 * The right edge of a growing Merkle tree: the roots of its perfect subtrees. They are all that is
 * needed to append and to know the root, one hash for each bit that is set in the size.
 */
import { MerkleRangeError } from './errors.ts'
import { foldNodes, HASH_BYTES, type HashFunction, hashNode } from './merkle-hash.ts'
import { planRoot } from './merkle-plan.ts'

export class MerkleFrontier {
  readonly #hash: HashFunction
  readonly #nodes: Uint8Array[] = []
  #size = 0

  constructor(hash: HashFunction) {
    this.#hash = hash
  }

  /**
   * The edge of a tree with so many leaves, from what `nodes()` gave of it.
   *
   * @throws {MerkleRangeError} for more or fewer nodes than a tree of that size has there.
   */
  static restore(hash: HashFunction, size: number, nodes: readonly Uint8Array[]): MerkleFrontier {
    const wanted = planRoot(size).length
    if (nodes.length !== wanted || nodes.some((node) => node.length !== HASH_BYTES)) {
      const problem = `${size} leaves have ${wanted} nodes of ${HASH_BYTES} bytes at their edge`
      throw new MerkleRangeError({ problem })
    }
    const frontier = new MerkleFrontier(hash)
    frontier.#nodes.push(...nodes)
    frontier.#size = size
    return frontier
  }

  /** How many leaves the tree has. */
  get size(): number {
    return this.#size
  }

  /**
   * Appends the hash of a leaf, which must not be altered afterwards. Gives all nodes that it
   * completes: the leaf itself, then the nodes above it, upwards.
   */
  append(leafHash: Uint8Array): readonly Uint8Array[] {
    const completed = [leafHash]
    let node = leafHash
    // Every subtree that ends here and has its left twin makes one of twice the leaves.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = hashNode(this.#hash, this.#nodes.pop()!, node)
      completed.push(node)
    }
    this.#nodes.push(node)
    this.#size++
    return completed
  }

  /** The root of all leaves so far; the caller's own. */
  root(): Uint8Array {
    // A Buffer's own slice would not be a copy.
    return Uint8Array.from(foldNodes(this.#hash, this.#nodes))
  }

  /** The roots of the perfect subtrees, the largest first. They must not be altered. */
  nodes(): readonly Uint8Array[] {
    return this.#nodes.slice()
  }
}
