/**
 * A quadtree as plain data, for files: it takes as much as the tree has different squares, however
 * wide the tree is.
 */
import { LEAF_LEVEL, MAX_LEVEL, NE, SE, SW } from './node-layout.ts'
import { MIN_ROOT_LEVEL, type QuadTree } from './quad-tree.ts'

/**
 * Squares numbered from 1; 0 is an empty square of any size. Children have smaller numbers than
 * the squares they are part of. The root's center is the corner of the cell at x = 0, y = 1, as in
 * macrocell files.
 */
export interface QuadTable {
  /** The number of the root; 0 where there is no live cell. */
  readonly root: number
  /** By number: a square of level k is 2^k cells wide, a leaf of level 3 is 8 cells wide. */
  readonly levels: Uint16Array
  /**
   * Four words a square, from `4 * number` on: nw, ne, sw, se. Of a leaf the first two are its
   * rows as bits, four rows a word, the lowest bit first.
   */
  readonly words: Uint32Array
}

/**
 * Puts the squares of a table in the place of all that is in a tree.
 *
 * @throws {RangeError} where the table's root is smaller than 16x16 cells or wider than
 * 2^MAX_LEVEL. Numbers and levels are taken as they are promised.
 * @throws what the tree's store refuses with, when memory does not do; the tree is as before then.
 */
export function loadTable(tree: QuadTree, { root, levels, words }: QuadTable): void {
  const { store } = tree
  const rootLevel = root === 0 ? MIN_ROOT_LEVEL : levels[root]!
  if (rootLevel < MIN_ROOT_LEVEL || rootLevel >= MAX_LEVEL) {
    throw new RangeError(
      `A root's level is ${MIN_ROOT_LEVEL} to ${MAX_LEVEL - 1}, not ${rootLevel}.`,
    )
  }
  const nodes = new Int32Array(root + 1)
  store.pinned = nodes
  try {
    for (let i = 1; i <= root; i++) {
      store.makeRoom()
      const level = levels[i]!
      const at = 4 * i
      const nodeOf = (child: number) => (child === 0 ? store.emptyOf(level - 1) : nodes[child]!)
      nodes[i] =
        level === LEAF_LEVEL
          ? store.find(words[at]! | 0, words[at + NE]! | 0, 0, 0)
          : store.find(
              nodeOf(words[at]!),
              nodeOf(words[at + NE]!),
              nodeOf(words[at + SW]!),
              nodeOf(words[at + SE]!),
            )
    }
    tree.replace(root === 0 ? store.emptyOf(rootLevel) : nodes[root]!, rootLevel)
  } finally {
    store.pinned = undefined
  }
}

/** The squares of a tree, each once. */
export function tableOf(tree: QuadTree): QuadTable {
  const { store } = tree
  const numbers = new Int32Array(store.end)
  const levels: number[] = [0]
  const table: number[] = [0, 0, 0, 0]
  const add = (node: number, level: number): number => {
    if (node === store.emptyOf(level)) return 0
    if (numbers[node] !== 0) return numbers[node]!
    const at = node << 3
    const four = Array.from(store.words.subarray(at, at + 4))
    table.push(...(level === LEAF_LEVEL ? four : four.map((child) => add(child, level - 1))))
    numbers[node] = levels.push(level) - 1
    return numbers[node]!
  }
  const root = add(tree.root, tree.level)
  return { root, levels: Uint16Array.from(levels), words: Uint32Array.from(table) }
}
