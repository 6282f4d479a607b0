/** Proofs from the nodes of a tree that is kept somewhere. */

import {
  foldNodes,
  type NodePlace,
  planConsistency,
  planInclusion,
} from '../../engine/ledger/merkle-proof.ts'
import { hashBytes } from './hash-bytes.ts'

/** Whatever keeps a tree. */
export interface NodeReader {
  readNodes(places: readonly NodePlace[]): Promise<readonly Uint8Array[]>
}

/**
 * The hashes that lead from an entry to the root of the tree over the first `size` entries.
 *
 * @throws {MerkleRangeError} unless the entry is one of them.
 */
export async function buildInclusionProof(
  reader: NodeReader,
  seq: number,
  size: number,
): Promise<Uint8Array[]> {
  return await foldAll(reader, planInclusion(seq, size))
}

/**
 * The hashes which show that the tree over `size` entries goes on from that over the first ones.
 *
 * @throws {MerkleRangeError} unless `first` is at most `size`.
 */
export async function buildConsistencyProof(
  reader: NodeReader,
  first: number,
  size: number,
): Promise<Uint8Array[]> {
  return await foldAll(reader, planConsistency(first, size))
}

async function foldAll(
  reader: NodeReader,
  plan: readonly (readonly NodePlace[])[],
): Promise<Uint8Array[]> {
  return await Promise.all(
    plan.map(async (places) => foldNodes(hashBytes, await reader.readNodes(places))),
  )
}
