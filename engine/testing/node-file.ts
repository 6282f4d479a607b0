/** A file of Merkle nodes in memory, and proofs that are read from it. */
import { MerkleFrontier } from '../ledger/merkle-frontier.ts'
import { foldNodes, type HashFunction, hashLeaf } from '../ledger/merkle-hash.ts'
import { type NodePlace, planConsistency, planInclusion, planRoot } from '../ledger/merkle-plan.ts'
import { placeOfNode } from '../ledger/stored-nodes.ts'

export interface NodeFile {
  readonly nodes: readonly Uint8Array[]
  root(size: number): Uint8Array
  inclusion(index: number, size: number): readonly Uint8Array[]
  consistency(first: number, size: number): readonly Uint8Array[]
}

/** The nodes of a tree with those leaves. */
export function storeNodes(hash: HashFunction, data: readonly Uint8Array[]): NodeFile {
  const frontier = new MerkleFrontier(hash)
  const nodes = data.flatMap((bytes) => frontier.append(hashLeaf(hash, bytes)))
  const fold = (places: readonly NodePlace[]) =>
    foldNodes(
      hash,
      places.map(({ level, index }) => nodes[placeOfNode(level, index)]!),
    )
  return {
    nodes,
    root: (size) => fold(planRoot(size)),
    inclusion: (index, size) => planInclusion(index, size).map(fold),
    consistency: (first, size) => planConsistency(first, size).map(fold),
  }
}
