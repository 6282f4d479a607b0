import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSha256Function } from '../math/sha256.ts'
import { nodeSha256, plainRoot } from '../testing/plain-merkle.ts'
import { CT_LEAVES, CT_ROOTS } from '../testing/published-trees.ts'
import { MerkleRangeError } from './errors.ts'
import { MerkleFrontier } from './merkle-frontier.ts'
import { areEqualHashes, emptyRoot, foldNodes, hashLeaf, hashNode } from './merkle-hash.ts'

const hash = await createSha256Function()
const leaves = Array.from({ length: 130 }, (_, i) => Uint8Array.of(i))

function growTo(size: number): MerkleFrontier {
  const frontier = new MerkleFrontier(hash)
  for (const leaf of leaves.slice(0, size)) frontier.append(hashLeaf(hash, leaf))
  return frontier
}

test('the published tree of Certificate Transparency has its published roots', () => {
  const frontier = new MerkleFrontier(hash)
  expect(Buffer.from(frontier.root()).toString('hex')).toBe(CT_ROOTS[0])
  for (const [i, leaf] of CT_LEAVES.entries()) {
    frontier.append(hashLeaf(hash, Buffer.from(leaf, 'hex')))
    expect(Buffer.from(frontier.root()).toString('hex')).toBe(CT_ROOTS[i + 1])
  }
})

test('every root up to 130 leaves is that of the definition', () => {
  const frontier = new MerkleFrontier(hash)
  expect(frontier.root()).toEqual(plainRoot([]))
  for (const [i, leaf] of leaves.entries()) {
    frontier.append(hashLeaf(hash, leaf))
    expect(frontier.size).toBe(i + 1)
    expect(frontier.root()).toEqual(plainRoot(leaves.slice(0, i + 1)))
  }
})

test('a leaf completes itself and every subtree that ends with it', () => {
  const frontier = new MerkleFrontier(hash)
  for (const [i, leaf] of leaves.entries()) {
    const completed = frontier.append(hashLeaf(hash, leaf))
    const sizes = [1, 2, 4, 8, 16, 32, 64, 128].filter((size) => (i + 1) % size === 0)
    expect(completed).toEqual(sizes.map((size) => plainRoot(leaves.slice(i + 1 - size, i + 1))))
  }
})

test('an edge that was kept goes on as the tree it is of', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(30), (size, more) => {
      const before = growTo(size)
      const restored = MerkleFrontier.restore(hash, size, before.nodes())
      for (const leaf of leaves.slice(size, size + more)) restored.append(hashLeaf(hash, leaf))
      expect(restored.size).toBe(size + more)
      expect(restored.root()).toEqual(plainRoot(leaves.slice(0, size + more)))
      // And the tree that it is of has not grown with it.
      expect(before.root()).toEqual(plainRoot(leaves.slice(0, size)))
    }),
  )
})

test('an edge with a node too few, too many or too short is refused', () => {
  const nodes = growTo(13).nodes()
  const restore = (size: number, edge: readonly Uint8Array[]) => () =>
    MerkleFrontier.restore(hash, size, edge)
  expect(restore(13, nodes)).not.toThrow()
  for (const size of [0, 12, 15, 16, -1, 1.5, Number.NaN, 2 ** 53]) {
    expect(restore(size, nodes)).toThrow(MerkleRangeError)
  }
  expect(restore(13, nodes.slice(1))).toThrow(MerkleRangeError)
  expect(restore(13, [...nodes.slice(1), Uint8Array.of(1)])).toThrow(MerkleRangeError)
})

test('what is done with a root or with the list of nodes leaves the tree as it is', () => {
  // Hashes of Node are Buffers, whose slices are not copies.
  const frontier = new MerkleFrontier((...parts) => Buffer.from(nodeSha256(...parts)))
  for (const leaf of leaves.slice(0, 8)) frontier.append(hashLeaf(hash, leaf))
  frontier.root().fill(0)
  ;(frontier.nodes() as Uint8Array[]).pop()
  expect(frontier.root()).toEqual(plainRoot(leaves.slice(0, 8)))
})

test('a leaf that makes 2^40 of them completes the nodes of 41 levels', () => {
  // All leaves are the same, so that one node a level is enough.
  const levels = [hashLeaf(hash, Uint8Array.of(7))]
  for (let i = 0; i < 40; i++) levels.push(hashNode(hash, levels[i]!, levels[i]!))
  const edge = levels.slice(0, 40).reverse()
  const frontier = MerkleFrontier.restore(hash, 2 ** 40 - 1, edge)
  expect(frontier.append(levels[0]!)).toEqual(levels)
  expect(frontier.nodes()).toEqual([levels[40]])
  expect(frontier.append(levels[0]!)).toEqual([levels[0]])
  expect(frontier.size).toBe(2 ** 40 + 1)
})

describe('the hashes', () => {
  test('are those that Node gives', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (data, node) => {
          expect(hashLeaf(hash, data)).toEqual(nodeSha256(Buffer.concat([Buffer.of(0), data])))
          expect(hashNode(hash, node, hash())).toEqual(
            nodeSha256(Buffer.concat([Buffer.of(1), node, nodeSha256()])),
          )
        },
      ),
    )
  })

  test('are equal if and only if all bytes are, and as many', () => {
    const [one, longer] = [Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3)]
    expect(areEqualHashes(one, Uint8Array.of(1, 2))).toBe(true)
    for (const other of [longer, Uint8Array.of(1), Uint8Array.of(1, 3), new Uint8Array(0)]) {
      expect(areEqualHashes(one, other)).toBe(false)
      expect(areEqualHashes(other, one)).toBe(false)
    }
  })

  test('no nodes fold to the empty root', () => {
    expect(foldNodes(hash, [])).toEqual(emptyRoot(hash))
  })
})
