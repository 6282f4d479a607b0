import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MerkleRangeError } from './errors.ts'
import { countStoredNodes, placeOfNode } from './stored-nodes.ts'

const SIZE = 4096

/** The file as it grows: for each leaf, the names of the nodes that it completes. */
function* growFile(): Generator<string> {
  for (let leaf = 0; leaf < SIZE; leaf++) {
    for (let level = 0; (leaf + 1) % 2 ** level === 0; level++) {
      yield `${level}/${(leaf + 1) / 2 ** level - 1}`
    }
  }
}

test('every node of 4096 leaves is where a file that grows has it', () => {
  const file = [...growFile()]
  for (const [place, name] of file.entries()) {
    const [level, index] = name.split('/').map(Number)
    expect(placeOfNode(level!, index!)).toBe(place)
  }
  expect(countStoredNodes(SIZE)).toBe(file.length)
})

test('as many nodes are stored as the leaves so far have completed', () => {
  let count = 0
  for (let size = 0; size < SIZE; size++) {
    expect(countStoredNodes(size)).toBe(count)
    for (let level = 0; (size + 1) % 2 ** level === 0; level++) count++
  }
})

test('counts and places are exact up to 2^52 leaves', () => {
  const countPlainly = (size: bigint) => {
    let count = 0n
    for (let leaves = 1n; leaves <= size; leaves *= 2n) count += size / leaves
    return Number(count)
  }
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(52), (number, level) => {
      const size = Math.floor(number / 2)
      expect(countStoredNodes(size)).toBe(countPlainly(BigInt(size)))
      const index = Math.floor(size / 2 ** level)
      fc.pre((index + 1) * 2 ** level <= 2 ** 52)
      const before = (BigInt(index) + 1n) * 2n ** BigInt(level) - 1n
      expect(placeOfNode(level, index)).toBe(countPlainly(before) + level)
    }),
    { numRuns: 2000 },
  )
  expect(countStoredNodes(2 ** 52)).toBe(2 ** 53 - 1)
})

test('there are no nodes of trees that nobody can have', () => {
  for (const size of [-1, 0.5, Number.NaN, 2 ** 52 + 1, Number.POSITIVE_INFINITY]) {
    expect(() => countStoredNodes(size)).toThrow(MerkleRangeError)
  }
  for (const [level, index] of [
    [-1, 0],
    [0, -1],
    [0.5, 0],
    [0, 0.5],
    [53, 0],
    [2000, 0],
  ] as const) {
    expect(() => placeOfNode(level, index)).toThrow(MerkleRangeError)
  }
})
