/**
 * The state of a plane: the root of a quadtree around the origin, and how large it is.
 *
 * The root's center is the corner of the cell at (0, 0) of the tree's plane: a root of level k has
 * the cells from -2^(k-1) to 2^(k-1) - 1 on both axes. All beyond is empty.
 */
import { LEAF_LEVEL, NE, NW, SE, SW } from './node-layout.ts'
import type { NodeStore } from './node-store.ts'

/** The least level of a root: squares of 16x16 cells are advanced cell by cell. */
export const MIN_ROOT_LEVEL = LEAF_LEVEL + 1

export class QuadTree {
  readonly store: NodeStore
  #level = MIN_ROOT_LEVEL

  constructor(store: NodeStore) {
    this.store = store
  }

  /** Empties the plane, and forgets all that is remembered. */
  clear(): void {
    this.store.reset()
    this.#level = MIN_ROOT_LEVEL
  }

  get root(): number {
    return this.store.root
  }

  get level(): number {
    return this.#level
  }

  get isEmpty(): boolean {
    return this.root === this.store.emptyOf(this.#level)
  }

  /** Puts another root in place of this one; smaller ones than MIN_ROOT_LEVEL are not allowed. */
  replace(root: number, level: number): void {
    this.store.root = root
    this.#level = level
  }

  /** Makes the root twice as wide; no cell changes. */
  pad(): void {
    const { store } = this
    store.makeRoom()
    const at = store.root << 3
    const nothing = store.emptyOf(this.#level - 1)
    const { words } = store
    const nw = store.find(nothing, nothing, nothing, words[at]!)
    const ne = store.find(nothing, nothing, words[at + NE]!, nothing)
    const sw = store.find(nothing, words[at + SW]!, nothing, nothing)
    const se = store.find(words[at + SE]!, nothing, nothing, nothing)
    this.replace(store.find(nw, ne, sw, se), this.#level + 1)
  }

  /** Makes the root as small as it can be with all cells in it. */
  trim(): void {
    const { store } = this
    store.makeRoom()
    while (this.#level > MIN_ROOT_LEVEL) {
      const { words } = store
      const [nw, ne, sw, se] = [NW, NE, SW, SE].map((q) => words[(store.root << 3) + q]!)
      const nothing = store.emptyOf(this.#level - 2)
      const isOnlyChild = (node: number, quarter: number) =>
        [NW, NE, SW, SE].every((q) => q === quarter || words[(node << 3) + q] === nothing)
      const isCentered =
        isOnlyChild(nw!, SE) && isOnlyChild(ne!, SW) && isOnlyChild(sw!, NE) && isOnlyChild(se!, NW)
      if (!isCentered) return
      const center = store.find(
        words[(nw! << 3) + SE]!,
        words[(ne! << 3) + SW]!,
        words[(sw! << 3) + NE]!,
        words[(se! << 3) + NW]!,
      )
      this.replace(center, this.#level - 1)
    }
  }
}
