import { expect, test } from 'vitest'
import { LEAF_LEVEL } from './node-layout.ts'
import { NodeStore } from './node-store.ts'

const LITTLE = 2 ** 21

/** What 2 MiB hold at most, at 32 bytes a node and without a table. */
const MAX_LITTLE_NODES = LITTLE / 32

/** Under which everything dies; no test here lets time pass. */
const NO_RULE = new Uint8Array(512)

const refuse = () => new Error('no memory')

/** Makes so many different leaves, none of which anybody needs. */
function litter(store: NodeStore, count: number): void {
  for (let i = 1; i <= count; i++) {
    store.makeRoom()
    store.find(i, -i, 0, 0)
  }
}

test('equal squares are one node', () => {
  const store = new NodeStore(NO_RULE, LITTLE, refuse)
  const leaf = store.find(1, 2, 0, 0)
  const other = store.find(2, 1, 0, 0)
  expect(other).not.toBe(leaf)
  expect(store.find(1, 2, 0, 0)).toBe(leaf)
  const node = store.find(leaf, other, other, leaf)
  expect(store.find(leaf, other, other, leaf)).toBe(node)
  expect(store.find(other, leaf, other, leaf)).not.toBe(node)
})

test('four empty squares are an empty square', () => {
  const store = new NodeStore(NO_RULE, LITTLE, refuse)
  const leaf = store.find(0, 0, 0, 0)
  expect(store.emptyOf(LEAF_LEVEL)).toBe(leaf)
  expect(store.emptyOf(LEAF_LEVEL + 1)).toBe(store.find(leaf, leaf, leaf, leaf))
})

test('nodes that hang on root, stack or pins outlast many times the memory of others', () => {
  const store = new NodeStore(NO_RULE, LITTLE, refuse)
  const leaves = [101, 102, 103, 104].map((rows) => store.find(rows, 0, 0, 0))
  const square = (i: number) => store.find(leaves[i]!, leaves[(i + 1) % 4]!, leaves[0]!, leaves[0]!)
  const kept = [0, 1, 2, 3].map(square)
  store.root = kept[0]!
  store.stack[0] = kept[1]!
  store.depth = 1
  store.pinned = Int32Array.of(0, kept[2]!)
  litter(store, 10 * MAX_LITTLE_NODES)
  expect(store.end).toBeLessThanOrEqual(MAX_LITTLE_NODES)
  expect([101, 102, 103, 104].map((rows) => store.find(rows, 0, 0, 0))).toEqual(leaves)
  expect([0, 1, 2].map(square)).toEqual(kept.slice(0, 3))
})

test('where all is needed, more is refused; where it is not any more, there is room again', () => {
  const store = new NodeStore(NO_RULE, LITTLE, refuse)
  const pinned = new Int32Array(MAX_LITTLE_NODES)
  store.pinned = pinned
  store.depth = 1
  const fill = () => {
    for (let i = 0; i < MAX_LITTLE_NODES; i++) {
      store.makeRoom()
      pinned[i] = store.find(i + 1, 7, 0, 0)
    }
  }
  expect(fill).toThrow('no memory')
  expect(store.depth).toBe(0)
  store.pinned = undefined
  expect(() => litter(store, MAX_LITTLE_NODES)).not.toThrow()
})
